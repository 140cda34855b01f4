package io.agentops.rca.model;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.langchain4j.model.openai.internal.chat.AssistantMessage;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionChoice;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionRequest;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionResponse;
import dev.langchain4j.model.openai.internal.chat.JsonSchema;
import dev.langchain4j.model.openai.internal.chat.ResponseFormat;
import dev.langchain4j.model.openai.internal.chat.ResponseFormatType;
import dev.langchain4j.model.openai.internal.chat.Role;
import dev.langchain4j.model.openai.internal.chat.SystemMessage;
import dev.langchain4j.model.openai.internal.chat.UserMessage;
import dev.langchain4j.model.openai.internal.shared.CompletionTokensDetails;
import dev.langchain4j.model.openai.internal.shared.PromptTokensDetails;
import dev.langchain4j.model.openai.internal.shared.Usage;

/** What the client of OpenAI's API reads and writes by Jackson, builders included, kept in a native image. */
@RegisterForReflection(targets = {
        AssistantMessage.class,
        ChatCompletionChoice.class,
        ChatCompletionRequest.class,
        ChatCompletionResponse.class,
        CompletionTokensDetails.class,
        JsonSchema.class,
        PromptTokensDetails.class,
        ResponseFormat.class,
        ResponseFormatType.class,
        Role.class,
        SystemMessage.class,
        Usage.class,
        UserMessage.class})
final class ModelWireTypes {
    private ModelWireTypes() {}
}
