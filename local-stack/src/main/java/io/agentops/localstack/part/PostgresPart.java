package io.agentops.localstack.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.agentops.localstack.Folders;
import io.agentops.localstack.StackException;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * PostgreSQL with one database; user, password and database are {@link #NAME}.
 */
public final class PostgresPart extends ProcessPart {

    /** The user, its password, and the database. */
    public static final String NAME = "agentops";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration INITDB = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);

    private final Placement placement;
    private final PostgresServer server;
    private final boolean asRoot = "root".equals(System.getProperty("user.name"));

    public PostgresPart(Placement placement, int port, PostgresServer server) {
        super("PostgreSQL", port, START, END);
        this.placement = placement;
        this.server = server;
    }

    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    public String reactiveUrl() {
        return "postgresql://localhost:" + port() + "/" + NAME;
    }

    /** For psql and the like. */
    public String urlWithLogin() {
        return "postgresql://" + NAME + ":" + NAME + "@localhost:" + port() + "/" + NAME;
    }

    @Override
    protected ChildProcess launch() {
        Path data = placement.data("postgres");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            create(data);
        }
        return run("postgres", serverCommand(data));
    }

    @Override
    protected void end(ChildProcess running) {
        running.signal(Reaper.Signal.INT);
    }

    /** Made aside and moved into place, so that a crash half-way leaves no half-made database. */
    private void create(Path data) {
        Path aside = data.resolveSibling("postgres.new");
        Path password = placement.folder().resolve("postgres.password");
        try {
            Folders.delete(aside);
            Files.createDirectories(placement.folder());
            Files.writeString(password, NAME);
            List<String> command = new ArrayList<>(executable("initdb"));
            command.addAll(List.of("-D", aside.toString(), "-U", NAME, "-A", "scram-sha-256",
                    "--pwfile=" + password, "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            if (!placement.keepsData()) {
                command.add("--no-sync");
            }
            ChildProcess initdb = run("initdb", command);
            initdb.awaitEnd(INITDB);
            if (initdb.onExit().join() != 0) {
                throw new StackException("initdb failed; see " + initdb.log());
            }
            Files.delete(password);
            Files.move(aside, data);
        } catch (IOException e) {
            throw new StackException("Cannot create the database in " + data + ": " + e.getMessage(), e);
        }
    }

    private List<String> serverCommand(Path data) {
        List<String> command = new ArrayList<>(executable("postgres"));
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port())));
        set(command, "listen_addresses=localhost", "unix_socket_directories=", "max_connections=120",
                "shared_buffers=256MB", "timezone=UTC", "log_timezone=UTC");
        if (placement.keepsData()) {
            // At full load a checkpoint every ten seconds would write most pages to the WAL whole.
            set(command, "max_wal_size=4GB");
        } else {
            set(command, "fsync=off", "synchronous_commit=off", "full_page_writes=off");
        }
        command.addAll(server.options());
        return command;
    }

    private static void set(List<String> command, String... settings) {
        for (String setting : settings) {
            command.addAll(List.of("-c", setting));
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody, and its files are still ours. */
    private List<String> executable(String program) {
        Path path = server.home().orElseGet(placement.binaries()::postgres).resolve("bin").resolve(program);
        if (!Files.isExecutable(path)) {
            throw new StackException("There is no program " + path);
        }
        return asRoot ? List.of("unshare", "-U", path.toString()) : List.of(path.toString());
    }

    private ChildProcess run(String program, List<String> command) {
        return ChildProcess.start(program, command, Map.of(), placement.log("postgres"), placement.reaper(),
                Reaper.Signal.INT);
    }

    @Override
    protected boolean answers() throws SQLException {
        try (Connection connection = connect("postgres"); var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (found.next()) {
                    return true;
                }
            }
            statement.execute("CREATE DATABASE " + NAME);
            return true;
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", NAME);
        login.setProperty("password", NAME);
        login.setProperty("connectTimeout", "2");
        login.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(jdbcUrl(database), login);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database;
    }
}
