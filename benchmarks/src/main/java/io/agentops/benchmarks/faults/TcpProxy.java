package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stands between the services and a part, and does to their connections what bad networks do. */
final class TcpProxy implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int THROTTLED_BYTES_PER_SECOND = 64 * 1024;
    private static final long CUT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** How bytes travel. */
    enum Mode {
        /** As they come. */
        PASS,
        /** A quarter of a second later. */
        DELAY,
        /** At 64 KiB a second and direction. */
        THROTTLE,
        /** For a moment; then the connection is reset. */
        CUT,
        /** Not before this mode is over. */
        HOLD,
        /** Never: they are lost, and connections that lost some are reset when this mode is over. */
        SWALLOW
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;

    TcpProxy(int port, int target) throws IOException {
        this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        this.target = target;
        start("proxy-" + port, this::accept);
    }

    /** From now on bytes travel so. */
    void set(Mode next) {
        mode = next;
        links.forEach(link -> {
            if (link.lost) {
                link.reset();
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
        links.forEach(Link::reset);
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket client;
            try {
                client = server.accept();
            } catch (IOException e) {
                // Closed, or out of descriptors for a moment.
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            start("proxied", () -> connect(client));
        }
    }

    private void connect(Socket client) {
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
            links.add(link);
            start("proxied-answers", () -> link.pump(link.server, link.client));
            link.pump(link.client, link.server);
        } catch (IOException e) {
            // Nobody listens there: to the client, a connection that breaks.
            Link.reset(client);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private final long began = System.nanoTime();
        private volatile boolean lost;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void pump(Socket from, Socket to) {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    if (arrives(read)) {
                        out.write(chunk, 0, read);
                    }
                }
            } catch (IOException e) {
                // One side is gone; the other learns it now.
                lost = true;
            } finally {
                reset();
            }
        }

        /** Waits as long as the bytes take. */
        private boolean arrives(int bytes) throws IOException {
            switch (mode) {
                case PASS -> {
                    // At once.
                }
                case DELAY -> LockSupport.parkNanos(DELAY_NANOS);
                case THROTTLE -> LockSupport
                        .parkNanos(TimeUnit.SECONDS.toNanos(bytes) / THROTTLED_BYTES_PER_SECOND);
                case CUT -> {
                    if (System.nanoTime() - began > CUT_AFTER_NANOS) {
                        throw new IOException("cut");
                    }
                }
                case HOLD -> {
                    while (mode == Mode.HOLD && !client.isClosed()) {
                        LockSupport.parkNanos(LOOK_NANOS);
                    }
                }
                case SWALLOW -> lost = true;
            }
            return !lost;
        }

        void reset() {
            links.remove(this);
            reset(client);
            reset(server);
        }

        static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is gone already.
                assert socket.isClosed();
            }
        }
    }
}
