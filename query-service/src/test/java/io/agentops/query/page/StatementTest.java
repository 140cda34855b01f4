package io.agentops.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StatementTest {

    @Test
    void questionMarksBecomeParametersInTheirOrder() {
        Statement statement = new Statement().add("SELECT '?'").add(" WHERE a = ?", "x ?").add(" AND b < ? AND c = ?;",
                2L,
                true);
        assertThat(statement.sql()).isEqualTo("SELECT '?' WHERE a = $1 AND b < $2 AND c = $3;");
        assertThat(statement.parameters().getString(0)).isEqualTo("x ?");
        assertThat(statement.parameters().getLong(1)).isEqualTo(2L);
        assertThat(statement.parameters().getBoolean(2)).isTrue();
    }

    @Test
    void aParameterWithoutAPlaceIsAFault() {
        assertThatThrownBy(() -> new Statement().add("a = ?", 1, 2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("More parameters than question marks: a = ?");
    }
}
