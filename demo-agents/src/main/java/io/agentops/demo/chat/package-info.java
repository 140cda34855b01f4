/** Answers customers of the shop; reports by the Java SDK, and by the full form what the SDK's privacy-first form leaves out. */
package io.agentops.demo.chat;
