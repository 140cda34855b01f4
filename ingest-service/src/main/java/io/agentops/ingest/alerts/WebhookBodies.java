package io.agentops.ingest.alerts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.agentops.ingest.alerts.RuleStore.Wanted;
import io.agentops.ingest.webhooks.SecretBox;
import io.agentops.ingest.webhooks.Signature;
import io.agentops.ingest.webhooks.Targets;
import io.agentops.ingest.webhooks.WebhookClient.Receiver;

/** Checks receivers as they are written, and seals their secrets. */
@Singleton
class WebhookBodies {

    private static final int MOST = 5;

    private final SecureRandom random = new SecureRandom();
    private final Targets targets;
    private final SecretBox secrets;

    WebhookBodies(Targets targets, SecretBox secrets) {
        this.targets = targets;
        this.secrets = secrets;
    }

    /**
     * Receivers that were written.
     *
     * @param kept null where nothing was said of receivers
     * @param minted secrets that were made, by webhook
     */
    record Read(List<Receiver> added, List<UUID> kept, Map<UUID, String> minted) {}

    /** A rule to be stored, and the secrets that its owner does not know yet. */
    record Made(Wanted wanted, Map<UUID, String> minted) {}

    Read read(String project, List<RuleBody.Webhook> bodies, boolean isNew, Findings findings) {
        Read read = new Read(new ArrayList<>(), bodies == null ? null : new ArrayList<>(), new HashMap<>());
        if (bodies == null) {
            return read;
        }
        if (bodies.size() > MOST) {
            findings.add("/webhooks", "must have at most " + MOST + " entries");
            return read;
        }
        for (int i = 0; i < bodies.size(); i++) {
            String at = "/webhooks/" + i;
            RuleBody.Webhook body = findings.required(at, bodies.get(i));
            if (body != null && body.webhookId() != null) {
                keep(body, at, isNew, read, findings);
            } else if (body != null) {
                add(project, body, at, read, findings);
            }
        }
        return read;
    }

    private static void keep(RuleBody.Webhook body, String at, boolean isNew, Read read, Findings findings) {
        if (isNew) {
            findings.add(at + "/webhook_id", "must not be there: a new rule has no webhooks yet");
        }
        if (body.url() != null || body.secret() != null) {
            findings.add(at, "must have a webhook_id or a url, and with the former nothing else");
        }
        read.kept().add(body.webhookId());
    }

    private void add(String project, RuleBody.Webhook body, String at, Read read, Findings findings) {
        String url = findings.required(at + "/url", body.url());
        if (url != null) {
            targets.flaw(url).ifPresent(flaw -> findings.add(at + "/url", flaw));
        }
        if (body.secret() != null && !Signature.isSecret(body.secret())) {
            findings.add(at + "/secret", "must be whsec_ and 24 to 64 bytes in base64");
        }
        if (!secrets.canSeal()) {
            findings.add(at, "needs the setting " + SecretBox.SETTING + ", which this installation does not have");
        }
        if (!findings.isEmpty()) {
            return;
        }
        UUID id = Ids.next(Instant.now());
        String secret = body.secret() == null ? Signature.mint(random) : body.secret();
        if (body.secret() == null) {
            read.minted().put(id, secret);
        }
        read.added().add(new Receiver(project, id, url, secrets.seal(project, id, secret)));
    }
}
