package io.agentops.localstack.origin;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.agentops.localstack.Service;
import io.agentops.localstack.StackException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * One host and port for all services: every path of the API answers here, whichever service owns it.
 */
public final class Origin implements AutoCloseable {

    private static final int EVENT_LOOPS = 2;
    private static final int WAIT_SECONDS = 10;

    private final Vertx vertx;

    private Origin(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts the origin on loopback.
     *
     * @param services the port of each service on loopback
     * @throws StackException when the port is taken
     */
    public static Origin start(int port, Map<Service, Integer> services) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
        Origin origin = new Origin(vertx);
        try {
            await(vertx.deployVerticle(() -> new OriginServer(port, services),
                    new DeploymentOptions().setInstances(EVENT_LOOPS)));
            return origin;
        } catch (ExecutionException | TimeoutException e) {
            origin.close();
            throw new StackException("The origin cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Ends it; requests under way are cut off. */
    @Override
    public void close() {
        try {
            await(vertx.close());
        } catch (ExecutionException | TimeoutException e) {
            throw new StackException("The origin did not end", e);
        }
    }

    private static void await(Future<?> future) throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for the origin", e);
        }
    }
}
