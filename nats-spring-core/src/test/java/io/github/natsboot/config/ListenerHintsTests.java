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

package io.github.natsboot.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.listener.BatchAcknowledgment;
import io.github.natsboot.listener.ListenerMethodHints;
import io.nats.client.Connection;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is registered for reflection when applications are processed ahead of time.
 */
class ListenerHintsTests {

	@Test
	void aPayloadIsBoundWithAllThatIsInIt() {
		RuntimeHints hints = process(Records.class);
		assertInvoked(hints, Records.class, "on");
		assertBound(hints, Order.class, "id");
		assertBound(hints, Line.class, "article");
		assertThat(RuntimeHintsPredicates.reflection().onType(Size.class)).accepts(hints);
	}

	@Test
	void elementsOfAListAreBound() {
		assertBound(process(Lists.class), Order.class, "id");
	}

	@Test
	void payloadsOfMessagesInAListAreBound() throws Exception {
		RuntimeHints hints = register(ListsOfMessages.class, "on", List.class, BatchAcknowledgment.class);
		assertBound(hints, Order.class, "id");
		assertNotBound(hints, Message.class);
		assertNotBound(hints, BatchAcknowledgment.class);
	}

	@Test
	void nativeMessagesInAListAreNotBound() throws Exception {
		assertNotBound(register(ListsOfMessages.class, "onNative", List.class), io.nats.client.Message.class);
	}

	@Test
	void whatIsReturnedLaterIsBound() throws Exception {
		for (String method : List.of("future", "mono", "optional")) {
			RuntimeHints hints = register(Later.class, method);
			assertBound(hints, Answer.class, "text");
			assertNotBound(hints, CompletableFuture.class);
			assertNotBound(hints, Mono.class);
			assertNotBound(hints, Optional.class);
		}
	}

	private static RuntimeHints register(Class<?> type, String method, Class<?>... parameters) throws Exception {
		RuntimeHints hints = new RuntimeHints();
		ListenerMethodHints.register(hints.reflection(), type, type.getDeclaredMethod(method, parameters));
		return hints;
	}

	@Test
	void thePayloadOfAMessageIsBound() {
		assertBound(process(Messages.class), Order.class, "id");
	}

	@Test
	void elementsOfAListInAMessageAreBound() {
		assertBound(process(MessagesOfLists.class), Order.class, "id");
	}

	@Test
	void anAnnotatedPayloadIsBoundAndHeadersAreNot() {
		RuntimeHints hints = process(Annotated.class);
		assertBound(hints, Order.class, "id");
		assertNotBound(hints, Trace.class);
	}

	@Test
	void aMethodThatTakesHeadersOnlyIsInvoked() {
		RuntimeHints hints = process(OnlyHeaders.class);
		assertInvoked(hints, OnlyHeaders.class, "on");
		assertNotBound(hints, Trace.class);
	}

	@Test
	void whatIsReturnedIsBound() {
		RuntimeHints hints = process(Returning.class);
		assertBound(hints, Answer.class, "text");
		assertBound(hints, Line.class, "article");
	}

	@Test
	void nativeMessagesAreNotBoundByOurs() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		ListenerMethodHints.register(hints.reflection(), Native.class,
				Native.class.getDeclaredMethod("on", io.nats.client.Message.class));
		ListenerMethodHints.register(hints.reflection(), Native.class, Native.class.getDeclaredMethod("onJetStream",
				io.nats.client.Message.class, NatsJetStreamMetaData.class));
		assertInvoked(hints, Native.class, "on");
		assertInvoked(hints, Native.class, "onJetStream");
		assertNotBound(hints, io.nats.client.Message.class);
		assertNotBound(hints, NatsJetStreamMetaData.class);
		assertNotBound(hints, Connection.class);
	}

	@Test
	void severalListenersOnOneMethodAreOne() {
		RuntimeHints hints = process(Repeated.class);
		assertInvoked(hints, Repeated.class, "on");
		assertInvoked(hints, Repeated.class, "onJetStream");
		assertBound(hints, Order.class, "id");
		assertBound(hints, Answer.class, "text");
	}

	@Test
	void annotationsMadeOfOursCount() {
		RuntimeHints hints = process(Composed.class);
		assertInvoked(hints, Composed.class, "on");
		assertBound(hints, Order.class, "id");
	}

	@Test
	void anAnnotationOnAnInterfaceCounts() {
		RuntimeHints hints = process(Implementing.class);
		assertInvoked(hints, Implementing.class, "handle");
		assertBound(hints, Order.class, "id");
	}

	@Test
	void aMethodIsInvokedThroughAProxyOfItsInterface() {
		RuntimeHints hints = process(Greeter.class);
		assertInvoked(hints, Greeter.class, "greet");
		assertInvoked(hints, Greeting.class, "greet");
	}

	@Test
	void aMethodOfASuperclassTakesThePayloadOfTheSubclass() {
		RuntimeHints hints = process(Extending.class);
		assertInvoked(hints, Generic.class, "on");
		assertInvoked(hints, Generic.class, "onAll");
		assertBound(hints, Order.class, "id");
		assertBound(hints, Line.class, "article");
	}

	@Test
	void beansWithoutListenersAreLeftAlone() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(NoListener.class, "on"))
			.rejects(process(NoListener.class));
	}

	@Test
	void theClientFindsItsVersionAndItsDataPorts() {
		RuntimeHints hints = process();
		assertThat(RuntimeHintsPredicates.resource().forResource("io/nats/jnats/version.properties")).accepts(hints);
		assertThat(getClass().getResource("/io/nats/jnats/version.properties")).isNotNull();
		for (String type : List.of("io.nats.client.impl.SocketDataPort",
				"io.nats.client.impl.SocketDataPortWithWriteTimeout")) {
			assertThat(type).satisfies(Class::forName);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(TypeReference.of(type))
				.withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)).accepts(hints);
		}
	}

	@Test
	void jacksonIsFound() {
		RuntimeHints hints = process();
		for (String type : List.of("tools.jackson.databind.json.JsonMapper", "tools.jackson.core.JacksonException")) {
			assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(type))).accepts(hints);
		}
	}

	private static RuntimeHints process(Class<?>... beans) {
		TestGenerationContext generation = new TestGenerationContext();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class);
			for (Class<?> bean : beans) {
				context.register(bean);
			}
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		return generation.getRuntimeHints();
	}

	private static void assertInvoked(RuntimeHints hints, Class<?> type, String method) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(type, method)).as(method).accepts(hints);
	}

	private static void assertBound(RuntimeHints hints, Class<?> type, String accessor) {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getName()).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(type, accessor)).as(accessor).accepts(hints);
	}

	private static void assertNotBound(RuntimeHints hints, Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection().onType(type)).as(type.getName()).rejects(hints);
	}

	@EnableNats
	static class Application {

	}

	record Order(String id, List<Line> lines, Size size) {

	}

	record Line(String article) {

	}

	enum Size {

		SMALL, LARGE

	}

	record Answer(String text) {

	}

	record Trace(String id) {

	}

	static class Records {

		@NatsListener("records")
		void on(Order order) {
		}

	}

	static class Lists {

		@JetStreamListener("lists")
		void on(List<Order> orders) {
		}

	}

	static class ListsOfMessages {

		void on(List<Message<Order>> orders, BatchAcknowledgment acknowledgment) {
		}

		void onNative(List<io.nats.client.Message> orders) {
		}

	}

	static class Later {

		CompletableFuture<Answer> future() {
			return new CompletableFuture<>();
		}

		Mono<Answer> mono() {
			return Mono.empty();
		}

		Optional<Answer> optional() {
			return Optional.empty();
		}

	}

	static class Messages {

		@NatsListener("messages")
		void on(Message<Order> message) {
		}

	}

	static class MessagesOfLists {

		@NatsListener("messages")
		void on(Message<List<Order>> message) {
		}

	}

	static class Annotated {

		@NatsListener("annotated")
		void on(@Header("trace") Trace trace, @Payload Order order) {
		}

	}

	static class OnlyHeaders {

		@NatsListener("headers")
		void on(@Header("trace") Trace trace, @Headers Map<String, Object> headers) {
		}

	}

	static class Returning {

		@NatsListener("returning")
		Answer on(String question) {
			return new Answer(question);
		}

		@JetStreamListener("returning")
		@SendTo("returned")
		Map<String, Line> onJetStream(String question) {
			return Map.of();
		}

	}

	static class Native {

		@NatsListener("native")
		void on(io.nats.client.Message message) {
		}

		@JetStreamListener("native")
		void onJetStream(io.nats.client.Message message, NatsJetStreamMetaData metaData) {
		}

	}

	static class Repeated {

		@NatsListener("one")
		@NatsListener("two")
		void on(Order order) {
		}

		@JetStreamListener(stream = "ONE")
		@JetStreamListener(stream = "TWO")
		void onJetStream(Answer answer) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@JetStreamListener(stream = "ORDERS")
	@interface OrderListener {

		@AliasFor(annotation = JetStreamListener.class)
		String durable();

	}

	static class Composed {

		@OrderListener(durable = "composed")
		void on(Order order) {
		}

	}

	interface Handler<T> {

		@NatsListener("handler")
		void handle(T payload);

	}

	static class Implementing implements Handler<Order> {

		@Override
		public void handle(Order order) {
		}

	}

	interface Greeting {

		String greet(String name);

	}

	static class Greeter implements Greeting {

		@Override
		@NatsListener("greeting")
		public String greet(String name) {
			return name;
		}

	}

	static class Generic<T, E> {

		@NatsListener("generic")
		void on(T payload) {
		}

		@NatsListener("generic.all")
		void onAll(Set<E> payload) {
		}

	}

	static class Extending extends Generic<Order, Line> {

	}

	static class NoListener {

		void on(Order order) {
		}

	}

}
