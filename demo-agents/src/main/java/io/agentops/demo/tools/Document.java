package io.agentops.demo.tools;

/**
 * One text of the corpus.
 *
 * @param restricted whether agents may not read it
 */
record Document(String id, String title, boolean restricted, String text) {}
