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

package io.github.natsboot.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.natsboot.test.server.NatsTestServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample, running against a server, and seen over HTTP: in this JVM, or, when what
 * was generated ahead of time is to be used, in one of its own.
 */
final class SampleRun implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Runnable stop;

	private final String address;

	private SampleRun(String port, Runnable stop) {
		this.stop = stop;
		this.address = "http://localhost:" + port;
	}

	/**
	 * Starts the sample with all its roles.
	 * @param server the server to connect to
	 * @param arguments further arguments of the command line
	 */
	static SampleRun start(NatsTestServer server, String... arguments) throws Exception {
		return start(server, null, arguments);
	}

	/**
	 * Starts the sample with one role only.
	 * @param server the server to connect to
	 * @param role the role
	 */
	static SampleRun startRole(NatsTestServer server, String role) throws Exception {
		return start(server, role, new String[0]);
	}

	private static SampleRun start(NatsTestServer server, @Nullable String role, String[] arguments) throws Exception {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--nats.servers=" + server.url(),
				"--spring.main.banner-mode=off", "--logging.level.root=warn"));
		all.addAll(List.of(arguments));
		if (AotDetector.useGeneratedArtifacts()) {
			GeneratedSample sample = GeneratedSample.start(role, all);
			return new SampleRun(Integer.toString(sample.port()), sample::close);
		}
		if (role != null) {
			all.add("--spring.profiles.active=" + role);
		}
		ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class,
				all.toArray(String[]::new));
		return new SampleRun(context.getEnvironment().getProperty("local.server.port"), context::close);
	}

	HttpResponse<String> post(String order) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create(this.address + "/orders"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(order))
			.build(), BodyHandlers.ofString());
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create(this.address + path)).build(), BodyHandlers.ofString());
	}

	JsonNode getJson(String path) throws IOException, InterruptedException {
		return JSON.readTree(get(path).body());
	}

	String state(String id) throws IOException, InterruptedException {
		return getJson("/orders/" + id).path("state").asString("");
	}

	String verdict(String id) throws IOException, InterruptedException {
		return getJson("/orders/" + id).path("verdict").asString("");
	}

	List<String> withoutVerdict(Collection<String> ids) throws IOException, InterruptedException {
		List<String> without = new ArrayList<>();
		for (String id : ids) {
			if (verdict(id).isEmpty()) {
				without.add(id);
			}
		}
		return without;
	}

	/**
	 * How many times an order was screened, by this application and without an error.
	 */
	int screenings() throws IOException, InterruptedException {
		return getJson("/actuator/metrics/nats.listener?tag=nats.listener.id:fraud&tag=error:none")
			.at("/measurements/0/value")
			.asInt(0);
	}

	@Override
	public void close() {
		this.stop.run();
	}

}
