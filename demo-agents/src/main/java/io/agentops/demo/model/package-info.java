/** A language model that words answers, where one is configured; agents never need it. */
package io.agentops.demo.model;
