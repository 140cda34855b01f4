package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Makes connections keep every statement they have prepared. By default the client keeps none of more than 2,048 characters, which
 * most of the writers' are: PostgreSQL would read and plan each anew for each batch, at the price of some hundred rows.
 */
@Singleton
final class KeptStatements implements PgPoolCreator {

    KeptStatements() {}

    @Override
    public Pool create(Input input) {
        List<SqlConnectOptions> servers = new ArrayList<>(input.pgConnectOptionsList());
        servers.forEach(server -> server.setPreparedStatementCacheSqlFilter(sql -> true));
        return PgBuilder.pool().with(input.poolOptions()).connectingTo(servers).using(input.vertx()).build();
    }
}
