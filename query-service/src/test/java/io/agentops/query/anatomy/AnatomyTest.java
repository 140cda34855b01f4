package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.agentops.http.ProblemException;
import io.smallrye.mutiny.Uni;

class AnatomyTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Anatomy anatomy = new Anatomy(null, () -> 2);

    @Test
    void onlyAsManyRunsAreReadAtOnceAsThereIsRoomFor() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        anatomy.inRoom(() -> Uni.createFrom().completionStage(first)).subscribe().with(ignored -> {});
        anatomy.inRoom(() -> Uni.createFrom().completionStage(second)).subscribe().with(ignored -> {});
        Uni<String> third = anatomy.inRoom(() -> Uni.createFrom().item("read"));
        assertThatThrownBy(() -> third.await().atMost(SOON)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(503);
            assertThat(refused.retryAfterSeconds()).hasValue(1);
        });
        first.complete("read");
        assertThat(third.await().atMost(SOON)).isEqualTo("read");
    }

    @Test
    void whoGoesAwayLeavesItsPlaceOnlyWhenTheWorkIsDone() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        anatomy.inRoom(() -> Uni.createFrom().completionStage(first)).subscribe().with(ignored -> {}).cancel();
        anatomy.inRoom(() -> Uni.createFrom().completionStage(second)).subscribe().with(ignored -> {}).cancel();
        Uni<String> third = anatomy.inRoom(() -> Uni.createFrom().item("read"));
        assertThatThrownBy(() -> third.await().atMost(SOON)).isInstanceOf(ProblemException.class);
        second.complete("read");
        assertThat(third.await().atMost(SOON)).isEqualTo("read");
    }

    @Test
    void whatFailsLeavesTheRoom() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> anatomy.inRoom(() -> {
                throw new IllegalStateException("fault");
            }).await().atMost(SOON)).hasMessage("fault");
        }
        assertThat(anatomy.inRoom(() -> Uni.createFrom().item(1)).await().atMost(SOON)).isEqualTo(1);
    }
}
