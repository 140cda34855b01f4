/** Local tools behind HTTP: they check arguments against their JSON Schemas, keep some documents to themselves, and limit rates. */
package io.agentops.demo.tools;
