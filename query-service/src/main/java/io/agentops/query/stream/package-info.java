/** What all streams of server-sent events share: how Redis streams are followed, and how events reach many clients. */
package io.agentops.query.stream;
