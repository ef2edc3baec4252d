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

package io.github.natsboot.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.event.DeadLetterOperationEvent.Operation;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Dead letters are listed and looked into.
 */
@WithNatsServer
class DeadLetterListIT {

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	private DeadLetterOperations operations;

	DeadLetterListIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.fixture = new DeadLetterFixture(this.server);
		this.operations = this.fixture.operations();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.fixture.close();
	}

	@Test
	void streamsAreThoseOfTheListeners() throws Exception {
		this.fixture.storeLetters(2);
		assertThat(this.operations.streams()).singleElement().satisfies((stream) -> {
			assertThat(stream.name()).isEqualTo(DLQ);
			assertThat(stream.sources()).containsExactly(DeadLetterFixture.FRAUD);
			assertThat(stream.letters()).isEqualTo(2);
			assertThat(stream.oldest()).isNotNull();
		});
	}

	@Test
	void letterTellsAllButItsPayload() throws Exception {
		this.fixture.storeLetters(1);
		StoredDeadLetter letter = this.operations.list(DLQ, DeadLetterFilter.ALL, 0, 10).letters().get(0);
		assertThat(letter.stream()).isEqualTo(DLQ);
		assertThat(letter.sequence()).isEqualTo(1);
		assertThat(letter.subject()).isEqualTo("dlq.ORDERS.fraud");
		assertThat(letter.id()).isEqualTo("dlq:ORDERS:fraud:1:abc");
		assertThat(letter.size()).isEqualTo("secret-payload".length());
		assertThat(letter.reason()).isEqualTo("attempts_exhausted");
		assertThat(letter.originalSubject()).isEqualTo("order.created");
		assertThat(letter.sourceStream()).isEqualTo("ORDERS");
		assertThat(letter.sourceSequence()).isEqualTo(1);
		assertThat(letter.consumer()).isEqualTo("fraud");
		assertThat(letter.listener()).isEqualTo("fraudListener");
		assertThat(letter.deliveries()).isEqualTo(4);
		assertThat(letter.exception()).isEqualTo("com.acme.NoRateException");
		assertThat(letter.originalId()).isEqualTo("order-1");
		assertThat(letter.replays()).isZero();
		assertThat(letter).isEqualTo(this.operations.get(DLQ, 1));
	}

	@Test
	void pagesFollowEachOtherWithoutAGap() throws Exception {
		this.fixture.storeLetters(700);
		this.fixture.management.deleteMessage(DLQ, 350);
		List<Long> sequences = new ArrayList<>();
		DeadLetterPage page = this.operations.list(DLQ, DeadLetterFilter.ALL, 0, 300);
		int pages = 1;
		while (page.next() != null) {
			page.letters().forEach((letter) -> sequences.add(letter.sequence()));
			page = this.operations.list(DLQ, DeadLetterFilter.ALL, page.next(), 300);
			pages++;
		}
		page.letters().forEach((letter) -> sequences.add(letter.sequence()));
		assertThat(pages).isEqualTo(3);
		assertThat(sequences).hasSize(699).doesNotHaveDuplicates().isSorted().doesNotContain(350L);
		assertThat(this.fixture.management.getConsumerNames(DLQ)).isEmpty();
	}

	@Test
	void emptyStreamHasAnEmptyPage() {
		assertThat(this.operations.list(DLQ, DeadLetterFilter.ALL, 0, 10))
			.isEqualTo(new DeadLetterPage(List.of(), null));
	}

	@Test
	void filtersByAllThatIsKnown() throws Exception {
		this.fixture.storeLetters(2);
		Instant between = Instant.now();
		Headers other = this.fixture.letter(3);
		other.put(DeadLetterHeaders.REASON, "unreadable");
		other.put(DeadLetterHeaders.SUBJECT, "order.eu.changed");
		other.put(DeadLetterHeaders.STREAM, "OTHER");
		other.put(DeadLetterHeaders.CONSUMER, "billing");
		other.put(DeadLetterHeaders.LISTENER, "billingListener");
		other.put(DeadLetterHeaders.EXCEPTION, "java.lang.IllegalStateException");
		this.fixture.store("dlq.ORDERS.billing", other);
		DeadLetterFilter all = DeadLetterFilter.ALL;
		assertThat(sequences(all)).containsExactly(1L, 2L, 3L);
		assertThat(sequences(all.listener("fraudListener"))).containsExactly(1L, 2L);
		assertThat(sequences(all.consumer("billing"))).containsExactly(3L);
		assertThat(sequences(all.sourceStream("OTHER"))).containsExactly(3L);
		assertThat(sequences(all.exception(IllegalStateException.class))).containsExactly(3L);
		assertThat(sequences(all.exception("NoRateException"))).containsExactly(1L, 2L);
		assertThat(sequences(all.exception("RateException"))).isEmpty();
		assertThat(sequences(all.reason("unreadable"))).containsExactly(3L);
		assertThat(sequences(all.subject("order.*"))).containsExactly(1L, 2L);
		assertThat(sequences(all.subject("order.>"))).containsExactly(1L, 2L, 3L);
		assertThat(sequences(all.deadLetterSubject("dlq.*.billing"))).containsExactly(3L);
		assertThat(sequences(all.from(between))).containsExactly(3L);
		assertThat(sequences(all.until(between))).containsExactly(1L, 2L);
		assertThat(sequences(all.listener("fraudListener").subject("order.eu.>"))).isEmpty();
	}

	@Test
	void letterThatWasTooLargeForItsHeadersIsFoundByWhatItsIdTells() throws Exception {
		this.fixture.store(new Headers().put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:7:abc"));
		assertThat(this.operations.list(DLQ, DeadLetterFilter.ALL.listener("fraudListener"), 0, 10).letters())
			.singleElement()
			.satisfies((letter) -> {
				assertThat(letter.sourceStream()).isEqualTo("ORDERS");
				assertThat(letter.consumer()).isEqualTo("fraud");
				assertThat(letter.sourceSequence()).isEqualTo(7);
				assertThat(letter.listener()).isNull();
			});
	}

	@Test
	void messageThatIsNoDeadLetterIsNeitherListedNorFound() throws Exception {
		this.fixture.jetStream.publish("order.created", "x");
		assertThat(this.operations.list("ORDERS", DeadLetterFilter.ALL, 0, 10).letters()).isEmpty();
		assertThatExceptionOfType(DeadLetterNotFoundException.class)
			.isThrownBy(() -> this.operations.read("ORDERS", 1, null))
			.withMessageContaining("sequence 1 in stream 'ORDERS'");
	}

	@Test
	void whoLooksIntoOneIsToldOfInAnEventAndNothingOfTheContentIsInTexts() throws Exception {
		this.fixture.storeLetters(1);
		DeadLetterContent content = this.operations.read(DLQ, 1, "alice");
		assertThat(content.payload()).asString().isEqualTo("secret-payload");
		assertThat(content.headers()).containsOnlyKeys("tenant").containsEntry("tenant", List.of("acme"));
		assertThat(content.toString() + content.letter()).doesNotContain("secret", "acme").contains(DLQ);
		assertThat(this.fixture.events).singleElement().satisfies((event) -> {
			assertThat(event.getOperation()).isEqualTo(Operation.READ);
			assertThat(event.getRequestedBy()).isEqualTo("alice");
			assertThat(event.getSelection()).isEqualTo("sequence=1");
			assertThat(event.getStream()).isEqualTo(DLQ);
		}).isInstanceOf(DeadLetterOperationEvent.class);
	}

	@Test
	void whatThereIsNotIsNamed() {
		assertThatExceptionOfType(DeadLetterNotFoundException.class)
			.isThrownBy(() -> this.operations.list("NONE", DeadLetterFilter.ALL, 0, 10))
			.withMessage("There is no stream 'NONE'");
		assertThatExceptionOfType(DeadLetterNotFoundException.class).isThrownBy(() -> this.operations.get(DLQ, 99))
			.withMessageContaining("99");
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.operations.list("a.>", DeadLetterFilter.ALL, 0, 10));
		assertThatIllegalArgumentException().isThrownBy(() -> this.operations.list(DLQ, DeadLetterFilter.ALL, 0, 1001))
			.withMessageContaining("1001");
		assertThatIllegalArgumentException().isThrownBy(() -> DeadLetterFilter.ALL.reason("lost"))
			.withMessageContaining("'lost'");
	}

	private List<Long> sequences(DeadLetterFilter filter) {
		return this.operations.list(DLQ, filter, 0, 100).letters().stream().map(StoredDeadLetter::sequence).toList();
	}

}
