package io.agentops.rca.model;

import java.util.Set;

import io.agentops.rca.model.ModelConfig.AnswerForm;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel.OpenAiChatModelBuilder;

/** Asks one model, once for each question: an answer that comes late or wrong is not asked for again. */
final class ModelClient {

    private final ChatModel model;
    private final ResponseFormat form;

    ModelClient(ModelConfig config, Endpoint endpoint) {
        this.model = model(config, endpoint);
        this.form = switch (config.answerForm()) {
            case JSON_SCHEMA ->
                ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(Draft.schema()).build();
            case JSON_OBJECT -> ResponseFormat.JSON;
            case TEXT -> ResponseFormat.TEXT;
        };
    }

    /** The model's answer; fails as {@link ModelFailure}. */
    Draft answer(Question question) {
        try {
            var request = ChatRequest.builder()
                    .messages(SystemMessage.from(Question.TASK), UserMessage.from(question.text()))
                    .responseFormat(form)
                    .build();
            return Draft.read(model.chat(request).aiMessage().text());
        } catch (RuntimeException e) {
            throw ModelFailure.of(e);
        }
    }

    private static ChatModel model(ModelConfig config, Endpoint endpoint) {
        var builder = OpenAiChatModel.builder()
                .httpClientBuilder(new BoundedHttp(config.timeout(), config.maxAnswerBytes()))
                .baseUrl(endpoint.baseUrl())
                .apiKey(endpoint.bearer())
                .customHeaders(endpoint.headers())
                .customQueryParams(endpoint.query())
                .modelName(endpoint.model())
                .strictJsonSchema(true)
                .maxRetries(0)
                .logRequests(false)
                .logResponses(false);
        if (config.answerForm() == AnswerForm.JSON_SCHEMA) {
            builder.supportedCapabilities(Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA));
        }
        if (config.deterministic()) {
            builder.temperature(0.0).seed(1);
        }
        return limited(builder, config).build();
    }

    // OpenAI's newer models know only the newer name; what is compatible often only the older.
    private static OpenAiChatModelBuilder limited(OpenAiChatModelBuilder builder, ModelConfig config) {
        return config.provider() == ModelConfig.Provider.OPENAI_COMPATIBLE
                ? builder.maxTokens(config.maxOutputTokens())
                : builder.maxCompletionTokens(config.maxOutputTokens());
    }
}
