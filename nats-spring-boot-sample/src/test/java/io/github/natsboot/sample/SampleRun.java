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

import io.github.natsboot.sample.fraud.ScreeningCounter;
import io.github.natsboot.test.server.NatsTestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample, running against a server, and seen over HTTP.
 */
final class SampleRun implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext context;

	private final String address;

	private SampleRun(ConfigurableApplicationContext context) {
		this.context = context;
		this.address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
	}

	/**
	 * Starts the sample.
	 * @param server the server to connect to
	 * @param arguments further arguments of the command line
	 */
	static SampleRun start(NatsTestServer server, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--nats.servers=" + server.url(),
				"--spring.main.banner-mode=off", "--logging.level.root=warn"));
		all.addAll(List.of(arguments));
		return new SampleRun(new SpringApplicationBuilder(SampleApplication.class, ScreeningCounter.class)
			.main(SampleApplication.class)
			.run(all.toArray(String[]::new)));
	}

	static SampleRun startRole(NatsTestServer server, String role) {
		return start(server, "--spring.profiles.active=" + role);
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

	ScreeningCounter screenings() {
		return this.context.getBean(ScreeningCounter.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
