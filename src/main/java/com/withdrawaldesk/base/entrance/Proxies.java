package com.withdrawaldesk.base.entrance;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.util.NetMask;
import org.apache.catalina.valves.ValveBase;

/**
 * Takes the client's address, and whether it came by https, from what the listed proxies say. Everybody else can send these
 * headers, too, and so is not believed; nothing is ever taken from {@code X-Forwarded-Host}.
 */
class Proxies extends ValveBase {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    /** IPv4, or what can be nothing but IPv6: Java asks no name server about either. */
    private static final Pattern ADDRESS =
            Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private final List<NetMask> trusted;

    /** @param trusted addresses, or networks as {@code 10.0.0.0/8} */
    Proxies(List<String> trusted) {
        super(true);
        this.trusted = trusted.stream().map(String::strip).map(NetMask::new).toList();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        InetAddress peer = address(request.getRemoteAddr());
        if (peer != null && isTrusted(peer)) {
            String client = client(peer, Collections.list(request.getHeaders("X-Forwarded-For")))
                    .getHostAddress();
            request.setRemoteAddr(client);
            request.setRemoteHost(client);
            if ("https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))) {
                request.setSecure(true);
                request.getCoyoteRequest().scheme().setString("https");
                request.getCoyoteRequest().setServerPort(443);
            }
        }
        getNext().invoke(request, response);
    }

    /** The nearest address that is no proxy of ours: each of them adds at the end whom it has the request from. */
    InetAddress client(InetAddress peer, List<String> headers) {
        String[] hops = String.join(",", headers).split(",");
        InetAddress client = peer;
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.matches(address));
    }

    /** Null when it is none. */
    private static InetAddress address(String text) {
        try {
            return text != null && ADDRESS.matcher(text).matches() ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
