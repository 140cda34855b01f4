package io.agentops.demo.chat;

import java.util.Optional;

import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.model.Model;

/**
 * What the chat agent works with.
 *
 * @param shop the shop's tools
 * @param summaries the summary agent, called like a tool
 * @param model words answers, where there is one
 */
public record ChatTools(Toolbox shop, Toolbox summaries, Optional<Model> model) {}
