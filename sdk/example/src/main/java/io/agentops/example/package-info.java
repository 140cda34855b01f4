/** An agent of a small shop: it plans, searches, asks a tool that fails now and then, answers, and reports all of it. */
package io.agentops.example;
