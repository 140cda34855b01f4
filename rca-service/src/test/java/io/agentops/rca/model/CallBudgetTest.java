package io.agentops.rca.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class CallBudgetTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(30).toNanos());
    private final CallBudget budget = new CallBudget(2, now::get);

    @Test
    void noHourHasMoreCallsThanMayBe() {
        assertThat(budget.take()).isTrue();
        pass(Duration.ofMinutes(59));
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        pass(Duration.ofMinutes(1).minusNanos(1));
        assertThat(budget.take()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        pass(Duration.ofMinutes(59));
        assertThat(budget.take()).isTrue();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
