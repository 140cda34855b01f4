package io.agentops.ingest.otlp;

import io.opentelemetry.proto.resource.v1.Resource;

/** The resource and the instrumentation scope that reported some spans or log records. */
record Origin(Resource resource, String scope) {}
