/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * An SSL context for connections to NATS: it verifies that the server's certificate is
 * for the host that was asked for, which the client library leaves out; speaks TLS 1.2 at
 * least; and takes certificates and keys anew for each connection, so that renewed ones
 * are used from the next reconnect on.
 *
 * @since 0.1.0
 */
public final class HostVerifyingSslContext extends SSLContext {

	private HostVerifyingSslContext(Spi spi, SSLContext context) {
		super(spi, context.getProvider(), context.getProtocol());
	}

	/**
	 * Creates a context.
	 * @param contexts asked for the context to use at each connection
	 * @return the context
	 */
	public static HostVerifyingSslContext of(Supplier<SSLContext> contexts) {
		return of(contexts, null, null);
	}

	/**
	 * Creates a context for certain ciphers and protocols.
	 * @param contexts asked for the context to use at each connection
	 * @param ciphers the only cipher suites to offer, or {@code null} for those of the
	 * Java runtime
	 * @param protocols the only protocols to offer, or {@code null} for those of the Java
	 * runtime; those before TLS 1.2 are left out
	 * @return the context
	 */
	public static HostVerifyingSslContext of(Supplier<SSLContext> contexts, String @Nullable [] ciphers,
			String @Nullable [] protocols) {
		return new HostVerifyingSslContext(new Spi(contexts, ciphers, protocols), contexts.get());
	}

	private static final class Spi extends SSLContextSpi {

		private final Supplier<SSLContext> contexts;

		private final String @Nullable [] ciphers;

		private final String @Nullable [] protocols;

		Spi(Supplier<SSLContext> contexts, String @Nullable [] ciphers, String @Nullable [] protocols) {
			this.contexts = contexts;
			this.ciphers = ciphers;
			this.protocols = protocols;
		}

		private <T extends Socket> T prepare(T socket) {
			if (socket instanceof SSLSocket sslSocket) {
				SSLParameters parameters = sslSocket.getSSLParameters();
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
				if (this.ciphers != null) {
					parameters.setCipherSuites(this.ciphers);
				}
				parameters.setProtocols(modern((this.protocols != null) ? this.protocols : parameters.getProtocols()));
				sslSocket.setSSLParameters(parameters);
			}
			return socket;
		}

		private static String[] modern(String[] protocols) {
			return Arrays.stream(protocols)
				.filter((protocol) -> protocol.startsWith("TLS") && !protocol.equals("TLSv1")
						&& !protocol.equals("TLSv1.1"))
				.toArray(String[]::new);
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return new SocketFactory(this, this.contexts.get().getSocketFactory());
		}

		@Override
		protected void engineInit(KeyManager[] keyManagers, TrustManager[] trustManagers, SecureRandom random)
				throws KeyManagementException {
			throw new KeyManagementException("This context is initialized already");
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			throw new UnsupportedOperationException("This context is for clients");
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			throw new UnsupportedOperationException("This context is for sockets");
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			throw new UnsupportedOperationException("This context is for sockets");
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.contexts.get().getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.contexts.get().getClientSessionContext();
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			return this.contexts.get().getDefaultSSLParameters();
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return this.contexts.get().getSupportedSSLParameters();
		}

	}

	private static final class SocketFactory extends SSLSocketFactory {

		private final Spi context;

		private final SSLSocketFactory delegate;

		SocketFactory(Spi context, SSLSocketFactory delegate) {
			this.context = context;
			this.delegate = delegate;
		}

		@Override
		public String[] getDefaultCipherSuites() {
			return this.delegate.getDefaultCipherSuites();
		}

		@Override
		public String[] getSupportedCipherSuites() {
			return this.delegate.getSupportedCipherSuites();
		}

		@Override
		public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
			return this.context.prepare(this.delegate.createSocket(socket, host, port, autoClose));
		}

		@Override
		public Socket createSocket() throws IOException {
			return this.context.prepare(this.delegate.createSocket());
		}

		@Override
		public Socket createSocket(String host, int port) throws IOException {
			return this.context.prepare(this.delegate.createSocket(host, port));
		}

		@Override
		public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
			return this.context.prepare(this.delegate.createSocket(host, port, localHost, localPort));
		}

		@Override
		public Socket createSocket(InetAddress host, int port) throws IOException {
			return this.context.prepare(this.delegate.createSocket(host, port));
		}

		@Override
		public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
				throws IOException {
			return this.context.prepare(this.delegate.createSocket(address, port, localAddress, localPort));
		}

	}

}
