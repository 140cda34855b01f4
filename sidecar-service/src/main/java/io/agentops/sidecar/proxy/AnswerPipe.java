package io.agentops.sidecar.proxy;

import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.faults.FaultPlan;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The body of an answer on its way to the caller: at most one piece is held here, and the next is asked for when that one is
 * gone.
 */
final class AnswerPipe {

    private static final long TICK_MILLIS = 50;
    private static final double TICKS_PER_SECOND = 1000.0 / TICK_MILLIS;

    private final Vertx vertx;
    private final HttpClientResponse answer;
    private final HttpServerResponse response;
    private final FaultPlan plan;
    private final boolean flips;
    private final Ending ending;
    private long untilCut;
    private double credit;

    /** How it ends; one of the two, once. */
    interface Ending {
        void complete();

        void broken();
    }

    /** @param cuts whether it breaks off after half of the body, or of the first piece where nobody knows the length */
    AnswerPipe(Vertx vertx, HttpClientResponse answer, HttpServerResponse response, FaultPlan plan, boolean cuts,
            Ending ending) {
        this.vertx = vertx;
        this.answer = answer;
        this.response = response;
        this.plan = plan;
        this.ending = ending;
        FaultSpec change = plan.body();
        this.flips = change != null && change.type() == FaultType.CORRUPT && !cuts;
        String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
        this.untilCut = !cuts ? Long.MAX_VALUE : length == null ? 0 : Long.parseLong(length) / 2;
    }

    /** @param first what was read already; null for nothing */
    void start(Buffer first) {
        answer.exceptionHandler(cause -> ending.broken());
        answer.endHandler(end -> response.end().onSuccess(done -> ending.complete()));
        answer.handler(this::take);
        if (first == null) {
            answer.resume();
        } else {
            answer.pause();
            take(first);
        }
    }

    private void take(Buffer piece) {
        if (untilCut < piece.length()) {
            answer.pause();
            int length = (int) (untilCut == 0 ? piece.length() / 2 : untilCut);
            response.write(piece.slice(0, length)).onComplete(written -> ending.broken());
            return;
        }
        untilCut -= piece.length();
        Buffer changed = flips ? flipped(piece) : piece;
        if (plan.bytesPerSecond() > 0) {
            answer.pause();
            trickle(changed);
        } else {
            write(changed);
        }
    }

    private void write(Buffer piece) {
        response.write(piece);
        if (response.writeQueueFull()) {
            answer.pause();
            response.drainHandler(drained -> answer.resume());
        } else {
            answer.resume();
        }
    }

    private void trickle(Buffer piece) {
        int perSecond = plan.bytesPerSecond();
        if (perSecond == 0) {
            write(piece);
            return;
        }
        credit = Math.min(credit + perSecond / TICKS_PER_SECOND, perSecond);
        int length = response.writeQueueFull() ? 0 : (int) Math.min(credit, piece.length());
        if (length > 0) {
            credit -= length;
            response.write(piece.slice(0, length));
        }
        vertx.setTimer(TICK_MILLIS, tick -> {
            if (response.closed()) {
                return;
            }
            if (length == piece.length()) {
                answer.resume();
            } else {
                trickle(piece.slice(length, piece.length()));
            }
        });
    }

    private Buffer flipped(Buffer piece) {
        Buffer copy = piece.copy();
        int place = plan.place(copy.length());
        return copy.length() == 0 ? copy : copy.setByte(place, (byte) ~copy.getByte(place));
    }
}
