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

package io.github.natsboot.sample.order;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import io.github.natsboot.core.JetStreamMessageSpec;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsClientException;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.PublishUnknownException;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link OrderController} and {@link ProblemHandler}.
 */
@WebMvcTest(OrderController.class)
@Import({ OrderBook.class, MessageReader.class })
class OrderControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private OrderBook book;

	@MockitoBean
	private JetStreamOperations jetStream;

	@MockitoBean
	private NatsOperations nats;

	private final PublishAck ack = mock(PublishAck.class);

	private final JetStreamMessageSpec message = mock(JetStreamMessageSpec.class, Answers.RETURNS_SELF);

	@BeforeEach
	void setUp() {
		given(this.jetStream.message(any())).willReturn(this.message);
		given(this.message.publish()).willReturn(this.ack);
	}

	@Test
	void anOrderIsAcceptedOnceItIsStored() {
		MvcTestResult result = post("{\"id\":\"123\",\"amount\":99.9}");
		assertThat(result).hasStatus(HttpStatus.ACCEPTED)
			.hasHeader("Location", "/orders/123")
			.bodyJson()
			.isStrictlyEqualTo("{\"id\":\"123\",\"amount\":99.9,\"currency\":\"EUR\",\"state\":\"ACCEPTED\"}");
		then(this.jetStream).should().message(new Order("123", new BigDecimal("99.9"), "EUR", null));
		then(this.message).should().subject("order.created");
		then(this.message).should().id("order-123");
		then(this.message).should().publish();
	}

	@Test
	void anOrderWithoutIdIsGivenOne() {
		MvcTestResult result = post("{\"amount\":1,\"currency\":\"USD\",\"customer\":\"acme\"}");
		assertThat(result).hasStatus(HttpStatus.ACCEPTED)
			.bodyJson()
			.extractingPath("$.id")
			.asString()
			.hasSize(36)
			.satisfies((id) -> assertThat(result).hasHeader("Location", "/orders/" + id));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			amount   | {"id":"1"}
			amount   | {"amount":0}
			amount   | {"amount":-1}
			amount   | {"amount":1.00001}
			amount   | {"amount":1e12}
			amount   | {"amount":1e999999999}
			id       | {"id":"a b","amount":1}
			id       | {"id":"","amount":1}
			id       | {"id":"a.b.>","amount":1}
			currency | {"amount":1,"currency":"eur"}
			currency | {"amount":1,"currency":"EURO"}
			customer | {"amount":1,"customer":""}
			""")
	void aFieldThatIsNotValidIsNamed(String field, String body) {
		assertThat(post(body)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.errors")
			.asMap()
			.containsOnlyKeys(field);
		then(this.jetStream).should(never()).message(any());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{not json", "", "[]", "{\"amount\":\"many\"}" })
	void whatIsNoOrderIsAProblem(String body) {
		assertThat(post(body)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyText()
			.doesNotContain("many");
	}

	@Test
	void anUnconfirmedOrderCanBeSentAgainWithItsId() {
		given(this.message.publish())
			.willThrow(new PublishUnknownException("order.created", "unsure", "no answer", null));
		assertThat(post("{\"id\":\"unsure\",\"amount\":99.9}")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.hasHeader("Retry-After", "2")
			.bodyJson()
			.hasPathSatisfying("$.id", (id) -> id.assertThat().isEqualTo("unsure"));
		assertThat(this.book.find("unsure")).isNull();
	}

	@Test
	void theSameOrderIsAcceptedAgain() {
		post("{\"id\":\"again\",\"amount\":99.9}");
		assertThat(post("{\"id\":\"again\",\"amount\":99.90}")).hasStatus(HttpStatus.ACCEPTED);
	}

	@Test
	void anotherOrderOfTheSameIdIsRefused() {
		post("{\"id\":\"taken\",\"amount\":99.9}");
		assertThat(post("{\"id\":\"taken\",\"amount\":1}")).hasStatus(HttpStatus.CONFLICT)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		then(this.message).should().publish();
	}

	@Test
	void anOrderThatAnotherInstanceHasStoredIsAccepted() {
		storedAlready("order.created", "{\"id\":\"elsewhere\",\"amount\":99.90}");
		assertThat(post("{\"id\":\"elsewhere\",\"amount\":99.9}")).hasStatus(HttpStatus.ACCEPTED);
		assertThat(this.book.find("elsewhere")).isNotNull();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			order.created  | {"id":"used","amount":1}
			order.created  | {"id":"used","amount":99.9,"currency":"USD"}
			order.created  | {"id":"other","amount":99.9}
			order.created  | {not json
			order.created  | ``
			order.returned | {"id":"used","amount":99.9}
			""")
	void anOrderWhoseMessageIdIsUsedForSomethingElseIsRefused(String subject, String body) {
		storedAlready(subject, body);
		assertThat(post("{\"id\":\"used\",\"amount\":99.9}")).hasStatus(HttpStatus.CONFLICT)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.book.find("used")).isNull();
	}

	@Test
	void aDuplicateThatCannotBeComparedIsNotConfirmed() {
		given(this.ack.isDuplicate()).willReturn(true);
		given(this.nats.execute(any())).willThrow(new NatsClientException("no answer", null));
		assertThat(post("{\"id\":\"gone\",\"amount\":99.9}")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void anOrderIsShownWithItsVerdict() {
		Order order = new Order("screened", new BigDecimal("99.9"), null, null);
		this.book.screened(new FraudVerdict(order, Verdict.APPROVED, 20, "It is fine"));
		assertThat(this.mvc.get().uri("/orders/screened")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"id":"screened","amount":99.9,"currency":"EUR","state":"SCREENED","verdict":"APPROVED",
				 "reason":"It is fine"}""");
	}

	@Test
	void anUnknownOrderIsAProblem() {
		assertThat(this.mvc.get().uri("/orders/nope")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.hasPathSatisfying("$.title", (title) -> title.assertThat().isEqualTo("No such order"));
	}

	private void storedAlready(String subject, String body) {
		MessageInfo stored = mock(MessageInfo.class);
		given(stored.getSubject()).willReturn(subject);
		given(stored.getData()).willReturn(body.getBytes(StandardCharsets.UTF_8));
		given(this.ack.isDuplicate()).willReturn(true);
		given(this.nats.execute(any())).willReturn(stored);
	}

	private MvcTestResult post(String body) {
		return this.mvc.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

}
