package io.agentops.demo.tools;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;

/** Converts measures, and money at fixed rates. */
final class ConvertTool extends Tool {

    private enum Kind {
        LENGTH,
        MASS,
        VOLUME,
        MONEY
    }

    /** How many of the kind's base unit one of it is: metres, kilograms, litres, euros. */
    private record Unit(Kind kind, String inBase) {}

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            Map.entry("m", new Unit(Kind.LENGTH, "1")), Map.entry("cm", new Unit(Kind.LENGTH, "0.01")),
            Map.entry("inch", new Unit(Kind.LENGTH, "0.0254")), Map.entry("foot", new Unit(Kind.LENGTH, "0.3048")),
            Map.entry("kg", new Unit(Kind.MASS, "1")), Map.entry("g", new Unit(Kind.MASS, "0.001")),
            Map.entry("pound", new Unit(Kind.MASS, "0.45359237")),
            Map.entry("ounce", new Unit(Kind.MASS, "0.028349523125")),
            Map.entry("litre", new Unit(Kind.VOLUME, "1")), Map.entry("gallon", new Unit(Kind.VOLUME, "3.785411784")),
            Map.entry("eur", new Unit(Kind.MONEY, "1")), Map.entry("usd", new Unit(Kind.MONEY, "0.92")),
            Map.entry("gbp", new Unit(Kind.MONEY, "1.17")), Map.entry("chf", new Unit(Kind.MONEY, "1.05")));
    private static final MathContext DIGITS = new MathContext(6);

    ConvertTool() {
        super("convert", "Converts an amount between units of length, mass or volume, or between currencies.");
    }

    @Override
    JsonNode call(JsonNode arguments) {
        Unit from = UNITS.get(arguments.get("from").textValue());
        Unit to = UNITS.get(arguments.get("to").textValue());
        if (from.kind() != to.kind()) {
            throw HttpProblem.invalid("The arguments do not fit the tool.",
                    List.of(new HttpProblem.FieldError("/to", "must be a unit of the same kind as from")));
        }
        BigDecimal result = arguments.get("amount").decimalValue().multiply(new BigDecimal(from.inBase()))
                .divide(new BigDecimal(to.inBase()), DIGITS);
        return Json.object().put("amount", new BigDecimal(result.stripTrailingZeros().toPlainString()))
                .put("unit", arguments.get("to").textValue());
    }
}
