package io.agentops.query.page;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;

/** Bounds who waits for a connection, and how long, for which Quarkus has no settings. */
@Singleton
class BoundedPool implements PgPoolCreator {

    private static final int MOST_WAITING = 1000;
    private static final int SECONDS_TO_WAIT = 5;

    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .with(input.poolOptions().setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout(SECONDS_TO_WAIT).setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
