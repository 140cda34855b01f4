package io.agentops.sidecar.proxy;

import io.agentops.contract.agent.BodyMode;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.faults.FaultPlan;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** One request on its way to the target and back. Bodies stream both ways, no faster than the slower side takes them. */
final class Exchange {

    private static final long NO_TIMER = -1;

    private final Context context;
    private final HttpClient client;
    private final ProxySettings settings;
    private final Route route;
    private final FaultPlan plan;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Measure measure;
    private HttpClientRequest sent;
    private Runnable held;
    private long timer = NO_TIMER;

    Exchange(Context context, HttpClient client, ProxySettings settings, Route route, FaultPlan plan,
            HttpServerRequest request,
            Measure measure) {
        this.context = context;
        this.client = client;
        this.settings = settings;
        this.route = route;
        this.plan = plan;
        this.request = request;
        this.response = request.response();
        this.measure = measure;
    }

    void begin() {
        request.pause();
        response.closeHandler(gone -> callerLeft()).exceptionHandler(broken -> callerLeft());
        if (plan.isNone()) {
            forward();
            return;
        }
        response.putHeader(FaultPlan.HEADER, plan.ids());
        if (plan.delayMs() > 0) {
            delay();
        } else {
            answerOrForward();
        }
    }

    private void delay() {
        held = () -> context.runOnContext(now -> release());
        if (plan.whenDelayEnds(held)) {
            timer = context.owner().setTimer(plan.delayMs(), due -> release());
        } else {
            release();
        }
    }

    private void release() {
        if (held == null || measure.isOver()) {
            return;
        }
        letGo();
        answerOrForward();
    }

    private void letGo() {
        if (held != null) {
            plan.forget(held);
            held = null;
        }
        if (timer != NO_TIMER) {
            context.owner().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void answerOrForward() {
        FaultSpec instead = plan.instead();
        if (instead == null) {
            forward();
        } else if (instead.type() == FaultType.HANG) {
            hang();
        } else if (instead.type() == FaultType.RESET) {
            measure.end(RequestError.BROKEN);
            OwnAnswer.reset(request);
        } else {
            measure.end(RequestError.ofStatus(instead.type() == FaultType.RATE_LIMIT ? 429 : instead.status()));
            OwnAnswer.fault(request, instead);
        }
    }

    private void hang() {
        held = () -> context.runOnContext(now -> cut());
        if (!plan.whenHangEnds(held)) {
            cut();
        }
    }

    /** Ends the connection in the middle: the only way to tell a caller that its answer is not complete. */
    private void cut() {
        letGo();
        measure.end(RequestError.BROKEN);
        if (sent != null) {
            sent.reset();
        }
        request.connection().close();
    }

    private void callerLeft() {
        letGo();
        if (!measure.isOver()) {
            measure.end(response.headWritten() ? null : RequestError.ABANDONED);
            if (sent != null) {
                sent.reset();
            }
        }
    }

    private void forward() {
        client.request(route.request().setMethod(request.method()).setURI(request.uri())).onSuccess(this::send)
                .onFailure(away -> unreachable());
    }

    private void unreachable() {
        if (!measure.isOver()) {
            measure.end(RequestError.UNREACHABLE);
            OwnAnswer.unreachable(request);
        }
    }

    private void send(HttpClientRequest target) {
        sent = target;
        // How it ends is told by its answer, or by the lack of one.
        target.exceptionHandler(told -> {});
        if (measure.isOver()) {
            target.reset();
            return;
        }
        Hops.copy(request.headers(), target.headers());
        target.headers().remove(ProxyServer.SYNTHETIC).remove(HttpHeaders.EXPECT);
        if (!route.keepsHost()) {
            target.headers().remove(HttpHeaders.HOST);
        }
        if (plan.body() != null) {
            target.headers().remove(HttpHeaders.ACCEPT_ENCODING);
        }
        if (Hops.isWebSocket(request)) {
            new Tunnel(request, target, measure).open(this::receive, this::brokeOff);
            return;
        }
        target.response().onSuccess(this::receive).onFailure(this::brokeOff);
        if (Hops.hasBody(request)) {
            sendBody(target);
        } else {
            target.end();
            request.resume();
        }
    }

    private void sendBody(HttpClientRequest target) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            response.writeContinue();
        }
        target.setChunked(request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
        // That the target stopped reading is told by its answer, or by the lack of one.
        Handler<Throwable> ignored = stopped -> {};
        request.pipe().endOnFailure(false).to(target).onFailure(ignored);
    }

    private void receive(HttpClientResponse answer) {
        if (measure.isOver()) {
            return;
        }
        if (Measure.isStream(answer)) {
            measure.count(RequestError.ofStatus(answer.statusCode()));
        }
        FaultSpec change = plan.body();
        if (change != null && change.type() != FaultType.CORRUPT && HeldBody.isJson(answer)) {
            answer.exceptionHandler(this::brokeOff);
            new HeldBody(answer, settings.heldBodyBytes()).read(whole -> {
                sendHead(answer, false);
                response.end(HeldBody.changed(change.type(), whole)).onSuccess(done -> ended(answer));
            }, part -> sendAnswer(answer).start(part));
        } else {
            sendAnswer(answer).start(null);
        }
    }

    private AnswerPipe sendAnswer(HttpClientResponse answer) {
        sendHead(answer, true);
        FaultSpec change = plan.body();
        boolean cuts = change != null && change.bodyMode() == BodyMode.TRUNCATE;
        return new AnswerPipe(context.owner(), answer, response, plan, cuts, new AnswerPipe.Ending() {
            @Override
            public void complete() {
                ended(answer);
            }

            @Override
            public void broken() {
                cut();
            }
        });
    }

    private void sendHead(HttpClientResponse answer, boolean keepsLength) {
        response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        Hops.copy(answer.headers(), response.headers());
        if (!keepsLength) {
            response.headers().remove(HttpHeaders.CONTENT_LENGTH);
        } else if (!answer.headers().contains(HttpHeaders.CONTENT_LENGTH) && answer.statusCode() != 204
                && answer.statusCode() != 304) {
            response.setChunked(true);
        }
    }

    private void ended(HttpClientResponse answer) {
        measure.end(RequestError.ofStatus(answer.statusCode()));
    }

    private void brokeOff(Throwable cause) {
        if (!measure.isOver()) {
            if (response.headWritten()) {
                cut();
            } else {
                measure.end(RequestError.BROKEN);
                OwnAnswer.unreachable(request);
            }
        }
    }
}
