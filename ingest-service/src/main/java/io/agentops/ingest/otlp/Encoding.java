package io.agentops.ingest.otlp;

import io.opentelemetry.proto.resource.v1.Resource;

/** How a request is written: reads it, and hands over what it holds one by one. */
interface Encoding {

    /**
     * Reads a request.
     *
     * @throws OtlpFailure where it is malformed beyond a single span or log record; some may have been handed over before
     */
    <T> void read(byte[] request, Signal<T> signal, Sink<T> sink);

    /** The resource and the instrumentation scope that reported some spans or log records. */
    record Origin(Resource resource, String scope) {}

    /** Takes what a request holds, in the order it holds it. */
    interface Sink<T> {

        /**
         * A span or a log record.
         *
         * @param origin who reported it; the same object for all of one resource and scope
         */
        void take(Origin origin, T item);

        /** A span or log record that cannot be read. */
        void refuse(String reason);

        /** Whether one more may be taken; where not, it need not be read and has been refused already. */
        boolean admits();
    }
}
