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

package io.github.natsboot.listener.nats;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Core listeners against a real server.
 */
@WithNatsServer
class NatsListenerIT {

	private final NatsTestServer server;

	NatsListenerIT(NatsTestServer server) {
		this.server = server;
	}

	@Test
	void listenerTakesPlainJsonOfARawClient() throws Exception {
		OrderListener listener = new OrderListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener);
				Connection raw = Nats.connect(this.server.url())) {
			raw.publish("orders.eu.new", "{\"id\":\"123\",\"amount\":99.9}".getBytes(StandardCharsets.UTF_8));
			await().untilAsserted(() -> assertThat(listener.received).containsExactly(new Order("123", 99.9)));
			assertThat(listener.subjects).containsExactly("orders.eu.new");
		}
	}

	@Test
	void namedTokensOfTheSubjectAreArguments() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Sensors())) {
			assertThat(context.nats().request("sensor.oslo.7.temperature", "21", String.class)).isEqualTo("oslo 7 21");
			assertThat(context.nats().request("roof.8.at.bergen", "3", String.class)).isEqualTo("bergen 8 3");
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("sensor.oslo.seven.temperature", "21", String.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("400"));
		}
	}

	@Test
	void returnedValueIsTheReply() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			assertThat(context.nats().request("double", new Order("a", 2), Order.class)).isEqualTo(new Order("a", 4));
		}
	}

	@Test
	void failureIsAnErrorReplyWithoutTheExceptionsText() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("fail", "x", String.class))
				.withMessageContaining("IllegalStateException")
				.withMessageNotContaining("secret");
		}
	}

	@Test
	void unreadableRequestIsAnErrorReply() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("double", "no JSON at all", Order.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("400"));
		}
	}

	@Test
	void returnedValueGoesToTheFixedSubjectWhenNoReplyIsAskedFor() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Forwarder())) {
			Subscription forwarded = context.connection().subscribe("forwarded");
			context.nats().publish("forward", "hello");
			Message message = forwarded.nextMessage(Duration.ofSeconds(5));
			assertThat(message).isNotNull();
			assertThat(new String(message.getData(), StandardCharsets.UTF_8)).isEqualTo("HELLO");
		}
	}

	@Test
	void queueGroupGivesEachMessageToOneListener() throws Exception {
		QueueListener one = new QueueListener();
		QueueListener two = new QueueListener();
		try (ListenerContext first = ListenerContext.start(this.server, one);
				ListenerContext second = ListenerContext.start(this.server, two)) {
			for (int i = 0; i < 200; i++) {
				first.nats().publish("queue.work", Integer.toString(i));
			}
			await().untilAsserted(() -> assertThat(one.received.size() + two.received.size()).isEqualTo(200));
			assertThat(one.received).isNotEmpty().doesNotContainAnyElementsOf(two.received);
			assertThat(two.received).isNotEmpty();
		}
	}

	@Test
	void messagesAreWorkedOnAtTheSameTimeUpToTheConcurrency() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			for (int i = 0; i < 40; i++) {
				context.nats().publish("slow.work", "x");
			}
			// All four wait in the method for each other, which one thread could not do.
			assertThat(listener.four.await(5, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void failureAndInterruptDoNotEndTheListener() throws Exception {
		StubbornListener listener = new StubbornListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			for (int i = 0; i < 5; i++) {
				context.nats().publish("stubborn", Integer.toString(i));
			}
			await().untilAsserted(() -> assertThat(listener.received).containsExactly("0", "1", "2", "3", "4"));
			assertThat(context.registry().getListenerContainer("stubborn").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	@Test
	void replyToTheServersOwnApiIsRefused() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			Subscription api = context.connection().subscribe("$JS.API.>");
			context.connection()
				.publish(NatsMessage.builder()
					.subject("double")
					.replyTo("$JS.API.STREAM.PURGE.ORDERS")
					.data("{\"id\":\"a\",\"amount\":1}")
					.build());
			context.nats().request("double", new Order("b", 1), Order.class);
			assertThat(api.nextMessage(Duration.ofMillis(300))).isNull();
		}
	}

	@Test
	void replyToTheListenersOwnSubjectIsRefused() throws Exception {
		EchoListener listener = new EchoListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			context.connection().publish("echo.a", "echo.b", "x".getBytes(StandardCharsets.UTF_8));
			context.nats().request("echo.c", "y", String.class);
			assertThat(listener.received).containsExactly("x", "y");
		}
	}

	@Test
	void replyToASubjectThatIsNoInboxIsRefused() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			Subscription stored = context.connection().subscribe("order.created");
			context.connection().publish("double", "order.created", "{\"id\":\"a\",\"amount\":1}".getBytes());
			context.nats().request("double", new Order("b", 1), Order.class);
			assertThat(stored.nextMessage(Duration.ofMillis(300))).isNull();
		}
	}

	@Test
	void listenerStopsAndStartsById() throws Exception {
		StubbornListener listener = new StubbornListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			context.registry().stop("stubborn");
			context.nats().publish("stubborn", "unheard");
			context.registry().start("stubborn");
			context.nats().publish("stubborn", "4");
			await().untilAsserted(() -> assertThat(listener.received).containsExactly("4"));
		}
	}

	@Test
	void stopLetsWhatHasArrivedFinish() throws Exception {
		PatientListener listener = new PatientListener();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			for (int i = 0; i < 20; i++) {
				context.nats().publish("patient", "x");
			}
			await().until(() -> !listener.received.isEmpty());
			context.registry().stop();
			assertThat(listener.received).hasSize(20);
		}
	}

	@Test
	void emptyBodyIsAnEmptyArrayAndNoText() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Lengths())) {
			assertThat(context.nats().request("length.bytes", new byte[0], String.class)).isEqualTo("0");
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("length.text", new byte[0], String.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("400"));
		}
	}

	@Test
	void replyThatCannotBeReadIsReportedWithoutShowingIt() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Lengths())) {
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> context.nats().request("length.secret", "x", Order.class))
				.withMessageContaining("length.secret")
				.withMessageContaining("not valid JSON (line 1")
				.satisfies((ex) -> assertThat(ex).hasNoCause())
				.withMessageNotContaining("canary");
		}
	}

	@Test
	void resultThatComesBackToTheListenerIsRefused() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, new Endless()))
			.withMessageContaining("Endless.work(String)")
			.withMessageContaining("never end");
	}

	@Test
	void concurrencyWithoutQueueIsRefusedWithTheMethod() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, new Multiplying()))
			.withMessageContaining("Multiplying.work(String)")
			.withMessageContaining("'queue'");
	}

	@Test
	void sameIdTwiceIsRefusedWithBothMethods() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, new Twins()))
			.withMessageContaining("Twins.one(String)")
			.withMessageContaining("Twins.two(String)")
			.withMessageContaining("'twin'");
	}

	@Test
	void invalidSubjectIsRefusedWithMethodAndPosition() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, new EmptyToken()))
			.withMessageContaining("EmptyToken.work(String)")
			.withMessageContaining("orders..x")
			.withMessageContaining("position 7");
	}

	record Order(String id, double amount) {
	}

	static class OrderListener {

		final List<Order> received = new CopyOnWriteArrayList<>();

		final List<String> subjects = new CopyOnWriteArrayList<>();

		@NatsListener("orders.*.new")
		void order(Order order, @Header(NatsHeaders.SUBJECT) String subject) {
			this.received.add(order);
			this.subjects.add(subject);
		}

	}

	static class Sensors {

		@NatsListener(subjects = { "sensor.{site}.{device}.temperature", "roof.{device}.at.{site}" })
		String reading(@DestinationVariable String site, @DestinationVariable("device") int number, String reading) {
			return site + " " + number + " " + reading;
		}

	}

	static class Service {

		@NatsListener(subjects = "double", queue = "service", concurrency = "2")
		Order twice(Order order) {
			return new Order(order.id(), order.amount() * 2);
		}

		@NatsListener("fail")
		String fail(String text) {
			throw new IllegalStateException("secret");
		}

	}

	static class Forwarder {

		@NatsListener("forward")
		@SendTo("forwarded")
		String forward(String text) {
			return text.toUpperCase();
		}

	}

	static class QueueListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener(subjects = "queue.>", queue = "workers", concurrency = "3")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class SlowListener {

		final CountDownLatch four = new CountDownLatch(4);

		@NatsListener(subjects = "slow.work", queue = "slow", concurrency = "4")
		void work(String text) throws InterruptedException {
			this.four.countDown();
			this.four.await(5, TimeUnit.SECONDS);
		}

	}

	static class StubbornListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener(id = "stubborn", subjects = "stubborn")
		void work(String text) {
			this.received.add(text);
			Thread.currentThread().interrupt();
			if (text.equals("1")) {
				throw new IllegalStateException("as asked");
			}
			if (text.equals("3")) {
				throw new StackOverflowError("as asked");
			}
		}

	}

	static class EchoListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener("echo.*")
		String echo(String text) {
			this.received.add(text);
			return text;
		}

	}

	static class PatientListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener("patient")
		void work(String text) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(20);
			this.received.add(text);
		}

	}

	static class Lengths {

		@NatsListener("length.bytes")
		String bytes(byte[] body) {
			return Integer.toString(body.length);
		}

		@NatsListener("length.text")
		String text(String body) {
			return Integer.toString(body.length());
		}

		@NatsListener("length.secret")
		String secret(String body) {
			return "canary";
		}

	}

	static class Endless {

		@NatsListener("endless.*")
		@SendTo("endless.again")
		String work(String text) {
			return text;
		}

	}

	static class Multiplying {

		@NatsListener(subjects = "work", concurrency = "2")
		void work(String text) {
		}

	}

	static class Twins {

		@NatsListener(id = "twin", subjects = "a")
		void one(String text) {
		}

		@NatsListener(id = "twin", subjects = "b")
		void two(String text) {
		}

	}

	static class EmptyToken {

		@NatsListener("orders..x")
		void work(String text) {
		}

	}

}
