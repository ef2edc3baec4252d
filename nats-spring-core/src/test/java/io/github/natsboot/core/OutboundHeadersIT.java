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

package io.github.natsboot.core;

import java.time.Duration;
import java.util.List;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of headers on the way over a real server.
 */
@WithNatsServer
class OutboundHeadersIT {

	private Connection connection;

	private JetStreamManagement management;

	private NatsTemplate nats;

	private JetStreamTemplate jetStream;

	@BeforeEach
	void connect(NatsTestServer server) throws Exception {
		this.connection = Nats.connect(server.url());
		this.management = this.connection.jetStreamManagement();
		OrdersStream.removeAll(this.management);
		this.management.addStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.storageType(StorageType.Memory)
			.allowAtomicPublish()
			.build());
		this.nats = NatsTemplate.builder(this.connection).build();
		this.jetStream = JetStreamTemplate.builder(this.connection).build();
	}

	@AfterEach
	void close() throws Exception {
		this.connection.close();
	}

	@Test
	void eachCharacterThatIsNotRefusedArrives() throws Exception {
		Subscription subscription = this.connection.subscribe("headers");
		for (char c = 0; c < 128; c++) {
			if (c != '\r' && c != '\n') {
				String value = "a" + c + "b";
				this.nats.message("x").subject("headers").header("k", value).publish();
				Message received = subscription.nextMessage(Duration.ofSeconds(2));
				assertThat(received).as("message with character %d", (int) c).isNotNull();
				assertThat(received.getHeaders().getFirst("k")).as("character %d", (int) c).isEqualTo(value);
			}
		}
		for (char c = '!'; c <= '~'; c++) {
			if (c != ':') {
				this.nats.message("x").subject("headers").header("k" + c, "v").publish();
				Message received = subscription.nextMessage(Duration.ofSeconds(2));
				assertThat(received.getHeaders().getFirst("k" + c)).as("name with %s", c).isEqualTo("v");
			}
		}
	}

	@Test
	void severalValuesAndAnEmptyOneAreStored() throws Exception {
		this.jetStream.message("x").subject("order.a").header("k", "1").header("k", "").header("K", "other").publish();
		MessageInfo stored = this.management.getMessage("ORDERS", 1);
		assertThat(stored.getHeaders().get("k")).containsExactly("1", "");
		assertThat(stored.getHeaders().get("K")).containsExactly("other");
	}

	@Test
	void blanksAtTheEndsDoNotArrive() throws Exception {
		this.jetStream.message("x").subject("order.a").header("k", "  v \t").publish();
		assertThat(this.management.getMessage("ORDERS", 1).getHeaders().getFirst("k")).isEqualTo("v");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Grün", "a\nb", "a\rb" })
	void aControlHeaderOfTheApiIsRefusedByItsName(String value) throws Exception {
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.jetStream.message("x").subject("order.a").id(value))
			.satisfies((ex) -> assertThat(ex.getHeaderName()).isEqualTo("Nats-Msg-Id"))
			.withMessageNotContaining(value);
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.jetStream.message("x").expectLastMessageId(value))
			.satisfies((ex) -> assertThat(ex.getHeaderName()).isEqualTo("Nats-Expected-Last-Msg-Id"));
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isZero();
	}

	@Test
	@RequiresServerVersion("2.14.0")
	void headersOfABatchAndOfAScheduleAreNotCopied() throws Exception {
		this.jetStream.publishBatch(List.of(this.jetStream.message("1").subject("order.a"),
				this.jetStream.message("2").subject("order.a")));
		Headers received = this.management.getMessage("ORDERS", 1).getHeaders();
		assertThat(received.keySet()).contains("Nats-Batch-Id", "Nats-Batch-Sequence");
		received.remove("Nats-Msg-Id");
		received.add("Nats-Scheduler", "order.a").add("Nats-Schedule-Next", "purge").add("tenant", "acme");
		this.jetStream.message("copy").subject("order.b").headers(received).publish();
		this.nats.message("copy").subject("order.c").headers(received).publish();
		this.connection.flush(Duration.ofSeconds(2));
		assertThat(this.management.getMessage("ORDERS", 3).getHeaders().keySet()).containsExactlyInAnyOrder("tenant",
				"Nats-Msg-Id");
		assertThat(this.management.getMessage("ORDERS", 4).getHeaders().keySet()).containsExactly("tenant");
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(4);
	}

}
