package io.agentops.demo.tools;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;

/** Counts working days, Monday to Friday. */
final class CalendarTool extends Tool {

    CalendarTool() {
        super("add_working_days", "Returns the date that lies a number of working days after another.");
    }

    @Override
    JsonNode call(JsonNode arguments) {
        LocalDate date = date(arguments.get("date").textValue());
        for (int left = arguments.get("days").intValue(); left > 0;) {
            date = date.plusDays(1);
            left -= isWorkingDay(date) ? 1 : 0;
        }
        return Json.object().put("date", date.toString())
                .put("weekday", date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw HttpProblem.invalid("The arguments do not fit the tool.",
                    List.of(new HttpProblem.FieldError("/date", "must be a day of the calendar")));
        }
    }

    private static boolean isWorkingDay(LocalDate date) {
        return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
}
