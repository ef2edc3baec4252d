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

package io.github.natsboot.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Listeners on core subjects that cannot be as they are declared.
 */
@WithNatsServer
class ListenerMistakesIT {

	private final NatsTestServer server;

	ListenerMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@Test
	void returnedMessageIsRefused() {
		assertThatStart(new ReturningMessage()).withMessageContaining("ReturningMessage.work(String)")
			.withMessageContaining("it returns a Message, which is not supported");
	}

	@Test
	void messageThatIsReturnedLaterIsRefused() {
		assertThatStart(new ReturningMessageLater()).withMessageContaining("ReturningMessageLater.work(String)")
			.withMessageContaining("it returns a Message, which is not supported");
	}

	@Test
	void metaDataOfAStreamIsRefused() {
		assertThatStart(new TakingMetaData())
			.withMessageContaining("TakingMetaData.work(String, NatsJetStreamMetaData)")
			.withMessageContaining("only a message of a stream has");
	}

	@Test
	void subjectsThatOverlapAreRefused() {
		assertThatStart(new Overlapping()).withMessageContaining("Overlapping.work(String)")
			.withMessageContaining("'overlap.*' and 'overlap.x' overlap");
	}

	@Test
	void subjectsThatOverlapInAQueueGroupGiveEachMessageOnce() throws Exception {
		OverlappingInGroup listener = new OverlappingInGroup();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			context.nats().publish("overlap.x", "1");
			context.nats().publish("overlap.y", "2");
			context.nats().publish("overlap.x", "3");
			context.nats().request("overlap.last", "", String.class);
			await().untilAsserted(() -> assertThat(listener.received).containsExactlyInAnyOrder("1", "2", "3", "-"));
		}
	}

	@Test
	void causeOfAnExpressionThatFailsIsSaid() {
		assertThatStart(new Inexpressible())
			.withMessageContaining("'subjects' is \"#{nothing.here}\", which cannot be resolved: ")
			.withMessageContaining("'nothing' cannot be found");
	}

	private ThrowableAssertAlternative<ListenerConfigurationException> assertThatStart(Object listener) {
		return assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, listener).close());
	}

	static class ReturningMessage {

		@NatsListener("mistake")
		Message<String> work(String text) {
			throw new IllegalStateException();
		}

	}

	static class ReturningMessageLater {

		@NatsListener("mistake")
		CompletableFuture<Message<String>> work(String text) {
			throw new IllegalStateException();
		}

	}

	static class TakingMetaData {

		@NatsListener("mistake")
		void work(String text, NatsJetStreamMetaData metaData) {
		}

	}

	static class Overlapping {

		@NatsListener({ "overlap.*", "overlap.x" })
		void work(String text) {
		}

	}

	static class OverlappingInGroup {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener(subjects = { "overlap.*", "overlap.x" }, queue = "group")
		String work(byte[] text) {
			this.received.add((text.length > 0) ? new String(text) : "-");
			return "";
		}

	}

	static class Inexpressible {

		@NatsListener("#{nothing.here}")
		void work(String text) {
		}

	}

}
