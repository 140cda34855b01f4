package io.agentops.localstack.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.localstack.Folders;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.process.Reaper;

class PostgresPartTest {

    @TempDir
    Path folder;

    @Test
    void theInstalledOneRunsWithMoreOptionsWhereTheEnvironmentSaysSo() throws Exception {
        Path embedded = folder.resolve("embedded");
        Path installed = new Binaries(usual().binaries()).postgres();
        PostgresPart postgres = part(new Binaries(embedded), Map.of("AGENTOPS_POSTGRES_HOME", installed.toString(),
                "AGENTOPS_POSTGRES_OPTS", " -c shared_buffers=64MB  -c work_mem=5MB "));
        postgres.start();
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), PostgresPart.NAME, PostgresPart.NAME);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT current_setting('shared_buffers'), current_setting('work_mem')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("64MB");
            assertThat(row.getString(2)).isEqualTo("5MB");
            assertThat(embedded).doesNotExist();
        } finally {
            postgres.stop();
        }
    }

    @Test
    void anInstalledOneThatIsNotThereIsNamed() {
        PostgresPart postgres = part(new Binaries(usual().binaries()),
                Map.of("AGENTOPS_POSTGRES_HOME", folder.toString()));
        assertThatThrownBy(postgres::start).isInstanceOf(StackException.class)
                .hasMessage("There is no program " + folder.resolve("bin/initdb"));
    }

    private PostgresPart part(Binaries binaries, Map<String, String> environment) {
        return new PostgresPart(new Placement(folder.resolve("data"), false, binaries, Reaper.start()),
                usual().ports().postgres(), PostgresServer.of(environment));
    }

    private static StackOptions usual() {
        StackOptions usual = StackOptions.forTests();
        Folders.delete(usual.folder());
        return usual;
    }
}
