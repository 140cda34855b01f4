package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/**
 * A framework that says its agent ran out of turns or repeats itself. Against it speaks a program that recursed too deep, a
 * computation that did not converge, a client that gave up retrying, and redirects that go in circles: none of these plan.
 *
 * <p>Sources: LangChain and LangGraph (iteration limit, GRAPH_RECURSION_LIMIT), AutoGen (consecutive auto-replies), CrewAI,
 * LlamaIndex, smolagents, the OpenAI Agents SDK (MaxTurnsExceeded), Pydantic AI (request_limit), Semantic Kernel, Vercel AI SDK;
 * messages in other languages.
 */
final class LoopWordsRule implements TextRule {

    private static final Signs CLASSES = new Signs("recursionlimit|graphrecursion|graph_recursion_limit",
            "max_?(?:iterations?|turns|steps|rounds|tool_?(?:calls|rounds|iterations))|agentmaxsteps",
            "iteration_?limit", "loop_?detect|infinite_?loop|stuck_?in_?loop",
            "turn_?limit|step_?limit|usagelimitexceeded|no_?progress");
    private static final Signs WORDS = new Signs("recursion[ _]limit",
            "max(?:imum)?[ _-](?:number of |allowed |permitted |consecutive )?(?:agent |agentic |tool |reasoning |tool-use |tool_use |function |function calling |conversation |planning |planner |thought |auto |consecutive |llm |chat )?[_]?(?:iterations?|turns|rounds|auto[- ]?repl(?:y|ies)|auto invoke attempts|loops|hops|tool calls|function calls|tool_calls)\\b",
            "max(?:imum)?[ _](?:number of |allowed |reasoning |agent |execution |planning )?steps\\b",
            "max_consecutive_auto_reply|max_function_calls|max_tool_iterations",
            "(?:iteration|turn|step|round|loop|tool[- ]call|tool_calls?|auto-reply|replanning|replan)s?[ _-](?:count )?limit\\b",
            "(?:stuck|caught|trapped) in (?:a|an infinite|an endless|a repeating|a tool) (?:\\w{1,15} )?loop",
            "(?:infinite|endless) loop|loop (?:was |has been )?detected|detected (?:a |an |possible |infinite )?(?:\\w{1,15} )?loop\\b|looping (?:detected|behaviou?r)",
            "repeat(?:ed|ing|edly|s) (?:\\w{1,20} ){0,3}(?:the )?(?:same|identical) (?:\\w{1,15} )?(?:action|calls?|tool|step|input|arguments|query|request)|(?:same|identical) (?:tool call|action|call|step|tool|input)s? .{0,40}(?:repeated(?:ly)?|again and again|\\d{1,4} times|in a row|consecutive)",
            "too many (?:iterations|steps|turns|tool calls|rounds|loops|consecutive)",
            "(?:iterations?|turns|steps|tool calls) (?:limit |budget )?(?:was |were |has been |have been )?(?:exceeded|exhausted|reached)",
            "exceeded (?:the )?(?:\\w{1,15} )?(?:iterations?|turns|steps|rounds|tool calls|tool iterations)\\b",
            "would exceed the (?:request|tool_calls|tool_call)_limit",
            "(?:ran|run|running) out of (?:iterations|turns|steps|attempts to plan)",
            "without (?:making (?:any )?progress|hitting a stop condition)|no (?:further )?progress (?:was |is being |is )?(?:made|detected)",
            "after \\d{1,5} (?:iterations|turns|steps|rounds)\\b.{0,30}(?:without|stopp|abort|no (?:final )?answer|giving up|terminated)",
            "agent stopped due to (?:iteration|max)");
    private static final Signs OTHER_LANGUAGES = new Signs("最大(?:迭代|循环|轮|步)|迭代次数|死循环|无限循环|循环次数|重复调用",
            "最大(?:反復|イテレーション|ステップ|ターン)|無限ループ|反復回数", "최대 (?:반복|단계)|무한 루프",
            "n[úu]mero m[áa]ximo de (?:itera|pasos|passos|turnos|etapas)|(?:bucle|la[çc]o|loop) infinito|l[íi]mite de (?:itera|pasos|passos)",
            "nombre maximal? d(?:'|e )(?:it[ée]rations|tours|[ée]tapes)|boucle infinie|limite d'it[ée]rations",
            "maximale (?:anzahl (?:an |der |von )?)?(?:iterationen|schritte|durchl[äa]ufe|runden)|endlosschleife|iterationslimit",
            "numero massimo di (?:iterazioni|passi)|ciclo infinito",
            "максимальн[а-яё]{0,5} (?:число|количество) (?:итерац|шаг)|бесконечн[а-яё]{0,4} цикл");
    private static final Signs PROGRAM = new Signs("maximum recursion depth", "maximum call stack", "stack ?overflow",
            "converge", "lbfgs|solver|optimi[sz]er", "too many redirects|exceeded \\d{1,3} redirects|redirect loop",
            "event loop",
            "(?:max_?(?:steps|iterations|turns|rounds)|recursion_limit)['\"`]? (?:must|should|cannot|is required|is not|has to)");

    @Override
    public String id() {
        return "loop_words";
    }

    @Override
    public Category category() {
        return Category.PLANNER_LOOP;
    }

    @Override
    public String looksFor() {
        return "a framework's limit on iterations or recursion";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.runsCode() || PROGRAM.in(complaint.lower())) {
            return Optional.empty();
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(complaint, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        return WORDS.find(complaint.lower()).or(() -> OTHER_LANGUAGES.find(complaint.lower()))
                .flatMap(words -> reading(complaint, "the words \"" + words + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, String sign) {
        return Optional.of(new Reading(id(), category(), 0.9, sign, null, Signs.limit(complaint)));
    }
}
