/** JSON over HTTP in both directions, with the JDK's server and client: several agents fit into one small process. */
package io.agentops.demo.http;
