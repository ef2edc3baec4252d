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

package io.github.natsboot.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.function.Function;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for a server, made by the {@code keytool} of the JDK that
 * runs the test. It is valid for two days.
 *
 * @since 0.1.0
 */
public final class TestCertificate {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final Path directory;

	private final KeyStore store;

	private TestCertificate(Path directory, KeyStore store) {
		this.directory = directory;
		this.store = store;
	}

	/**
	 * Make a certificate. One for {@code localhost} is also for the address
	 * {@code 127.0.0.1}.
	 * @param host the name of the host it is for
	 * @return the certificate and its key, in a temporary directory that is deleted when
	 * the JVM ends
	 * @throws IllegalStateException if it cannot be made
	 */
	public static TestCertificate forHost(String host) {
		try {
			Path directory = Files.createTempDirectory("certificate");
			Path file = directory.resolve("store.p12");
			// in this order: the last is deleted first
			directory.toFile().deleteOnExit();
			file.toFile().deleteOnExit();
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
					"CN=" + host, "-ext", subjectAlternativeName(host), "-validity", "2", "-storetype", "PKCS12",
					"-keystore", file.toString(), "-storepass", new String(PASSWORD))
				.redirectErrorStream(true)
				.start();
			String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException("keytool failed: " + output);
			}
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream content = Files.newInputStream(file)) {
				store.load(content, PASSWORD);
			}
			TestCertificate certificate = new TestCertificate(directory, store);
			write(certificate.file(), "CERTIFICATE", store.getCertificate("server").getEncoded());
			write(certificate.keyFile(), "PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded());
			return certificate;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the certificate's file, which clients may trust.
	 * @return a file in PEM format
	 */
	public Path file() {
		return this.directory.resolve("cert.pem");
	}

	/**
	 * Return the file of the private key.
	 * @return a file in PEM format
	 */
	public Path keyFile() {
		return this.directory.resolve("key.pem");
	}

	/**
	 * Return what makes a server accept secure connections only.
	 * @return a block for {@link NatsTestServer.Builder#configuration(String...)}
	 */
	public String configuration() {
		return configuration(Path::toString);
	}

	/**
	 * Return the same for a server that knows the files by other names.
	 * @param name gives the name of a file
	 * @return a block of configuration
	 */
	String configuration(Function<Path, String> name) {
		return "tls { cert_file: \"" + name.apply(file()) + "\", key_file: \"" + name.apply(keyFile()) + "\" }";
	}

	/**
	 * Return a store for clients that trust this certificate and no other.
	 * @return a store that holds the certificate
	 * @throws IllegalStateException if it cannot be made
	 */
	public KeyStore trustStore() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("server", this.store.getCertificate("server"));
			return trusted;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return a context for clients that trust this certificate and no other.
	 * @return the context
	 * @throws IllegalStateException if it cannot be made
	 */
	public SSLContext trusting() {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trustStore());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, factory.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String subjectAlternativeName(String host) {
		return "SAN=dns:" + host + (host.equals("localhost") ? ",ip:127.0.0.1" : "");
	}

	private static void write(Path file, String type, byte[] content) throws IOException {
		file.toFile().deleteOnExit();
		Files.writeString(file,
				"-----BEGIN " + type + "-----\n"
						+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content) + "\n-----END " + type
						+ "-----\n");
	}

}
