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
import java.util.ArrayList;
import java.util.List;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.ErrorListener;
import io.nats.client.api.ServerInfo;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class NatsConnectionEventsTests {

	private static final String SERVER = "nats://alice:s3cr3t@host:4222";

	private final Connection connection = mock(Connection.class);

	private final NatsConnectionEvents events = new NatsConnectionEvents();

	@Test
	void aRepeatedStateIsLoggedOnce(CapturedOutput output) {
		send(Events.CONNECTED, Events.DISCONNECTED, Events.DISCONNECTED, Events.DISCONNECTED, Events.RECONNECTED,
				Events.DISCONNECTED, Events.CLOSED);
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("INFO"))
			.map((line) -> line.substring(line.indexOf("-- ") + 3)))
			.containsExactly("Connected to NATS at nats://host:4222", "Disconnected from NATS at nats://host:4222",
					"Reconnected to NATS at nats://host:4222", "Disconnected from NATS at nats://host:4222",
					"Connection to NATS at nats://host:4222 is closed");
	}

	@ParameterizedTest
	@CsvSource({ "2.9.10, true", "2.10.0, false", "2.15.1, false" })
	void aServerThatIsTooOldIsWarnedOf(String version, boolean warned, CapturedOutput output) {
		given(this.connection.getServerInfo()).willReturn(
				new ServerInfo("INFO {\"server_id\":\"x\",\"version\":\"" + version + "\",\"server_name\":\"blue\"}"));
		send(Events.CONNECTED);
		String text = "nats-server 2.9.10 (blue) is older than 2.10.0";
		assertThat(output.getOut().contains(text)).isEqualTo(warned);
	}

	@Test
	void everyListenerIsToldOfEveryEventAlthoughOneThrows(CapturedOutput output) {
		List<Events> seen = new ArrayList<>();
		this.events.addConnectionListener((connection, event) -> {
			throw new IllegalStateException(SERVER);
		});
		ConnectionListener listener = (connection, event) -> seen.add(event);
		this.events.addConnectionListener(listener);
		send(Events.CONNECTED, Events.DISCONNECTED, Events.DISCONNECTED);
		this.events.removeConnectionListener(listener);
		send(Events.RECONNECTED);
		assertThat(seen).containsExactly(Events.CONNECTED, Events.DISCONNECTED, Events.DISCONNECTED);
		assertThat(output).contains("failed with java.lang.IllegalStateException").doesNotContain("s3cr3t");
	}

	@Test
	void everyErrorListenerIsToldAlthoughOneThrows() {
		List<String> seen = new ArrayList<>();
		this.events.addErrorListener(new ErrorListener() {
			@Override
			public void errorOccurred(Connection conn, String error) {
				throw new IllegalStateException("broken");
			}
		});
		ErrorListener listener = new ErrorListener() {
			@Override
			public void errorOccurred(Connection conn, String error) {
				seen.add(error);
			}
		};
		this.events.addErrorListener(listener);
		this.events.errorOccurred(this.connection, "Permissions Violation");
		this.events.removeErrorListener(listener);
		this.events.errorOccurred(this.connection, "another");
		assertThat(seen).containsExactly("Permissions Violation");
	}

	@Test
	void theLastErrorHasNoPasswordAndIsForgottenAtTheNextConnect(CapturedOutput output) {
		this.events.exceptionOccurred(this.connection, new IOException("cannot reach " + SERVER));
		assertThat(this.events.getLastError()).isEqualTo("java.io.IOException: cannot reach nats://host:4222");
		send(Events.CONNECTED);
		assertThat(this.events.getLastError()).isNull();
		assertThat(output).doesNotContain("s3cr3t");
	}

	@Test
	void aDiscardedMessageIsCountedAndLoggedWithoutItsContent(CapturedOutput output) {
		this.events.messageDiscarded(this.connection,
				NatsMessage.builder().subject("orders.created").data("s3cr3t").build());
		assertThat(this.events.getDiscardedMessageCount()).isEqualTo(1);
		assertThat(output).contains("ERROR").contains("orders.created").doesNotContain("s3cr3t");
	}

	private void send(Events... events) {
		for (Events event : events) {
			this.events.connectionEvent(this.connection, event, 0L, SERVER);
		}
	}

}
