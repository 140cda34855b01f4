package io.agentops.demo.chat;

import java.util.List;

/** What the agent means to do about a message. */
sealed interface Plan {

    /** The intent as a label. */
    String intent();

    /** Find passages and answer from them. */
    record Answer(String query) implements Plan {
        @Override
        public String intent() {
            return "answer";
        }
    }

    /** Look an order up; {@code arrival} asks for the day it comes, too. */
    record Order(String orderId, boolean arrival) implements Plan {
        @Override
        public String intent() {
            return "order";
        }
    }

    /** Convert an amount. */
    record Convert(double amount, String from, String to) implements Plan {
        @Override
        public String intent() {
            return "convert";
        }
    }

    /** Count working days. */
    record WorkingDays(String date, int days) implements Plan {
        @Override
        public String intent() {
            return "working_days";
        }
    }

    /** Read a document out. */
    record Read(String documentId) implements Plan {
        @Override
        public String intent() {
            return "read";
        }
    }

    /** Hand over to the summary agent: documents by their ids, or else a topic. */
    record Summarise(List<String> documentIds, String topic) implements Plan {
        @Override
        public String intent() {
            return "summarise";
        }
    }
}
