package io.agentops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the README's first session as it stands there, on a platform that holds nothing else, and compares the answers. */
@Order(1)
@ExtendWith(RunningPlatform.class)
class ReadmeIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern SEPARATORS = Pattern.compile("…|,");
    private static final String SEPARATOR = "=== end of block ===";

    @Test
    void theFirstSessionGivesWhatTheReadmeShows() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        List<List<String>> shown = new ArrayList<>();
        String session = Files.readString(RunningPlatform.root().resolve("README.md"));
        Matcher block = BLOCK.matcher(session.substring(session.indexOf("BASE=") - 10));
        while (block.find()) {
            if (block.group(1).equals("sh")) {
                if (!block.group(2).contains("BASE")) {
                    break;
                }
                commands.add(block.group(2));
                shown.add(new ArrayList<>());
            } else if (!commands.isEmpty() && (block.group(1).equals("json") || block.group(1).equals("text"))) {
                shown.get(shown.size() - 1).add(block.group(2));
            }
        }
        assertThat(commands).hasSizeGreaterThanOrEqualTo(6);

        List<String> answers = run(commands);
        assertThat(answers).hasSize(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            for (String expected : shown.get(i)) {
                assertThat(squeezed(answers.get(i))).as("answer to:%n%s", commands.get(i))
                        .containsSubsequence(fragments(expected));
            }
        }
    }

    /** All blocks in one shell, in order. */
    private static List<String> run(List<String> commands) throws IOException, InterruptedException {
        Path script = Files.createTempFile("readme", ".sh");
        String separator = "\necho; echo '" + SEPARATOR + "'\n";
        Files.writeString(script, (String.join(separator, commands) + separator)
                .replace("http://localhost:8080", RunningPlatform.base()));
        Path output = Files.createTempFile("readme", ".out");
        Process shell = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(shell.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<String> answers = new ArrayList<>(List.of(Files.readString(output).split(SEPARATOR, -1)));
        answers.remove(answers.size() - 1);
        return answers;
    }

    /** What stands between ellipses, commas and line ends, without white space: fields may be left out, not put in another order. */
    private static List<String> fragments(String expected) {
        return expected.lines().flatMap(line -> SEPARATORS.splitAsStream(line)).map(ReadmeIT::squeezed)
                .filter(part -> !part.isEmpty()).toList();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
