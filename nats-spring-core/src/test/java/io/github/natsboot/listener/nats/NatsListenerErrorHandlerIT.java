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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.listener.ErrorReplyException;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Message;
import io.nats.client.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What error handlers of the application tell requesters, and which replies are refused.
 */
@WithNatsServer
class NatsListenerErrorHandlerIT {

	private final NatsTestServer server;

	NatsListenerErrorHandlerIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void whatTheHandlerReturnsIsTheReply() throws Exception {
		try (ListenerContext context = start((message, failure) -> "instead of " + failure.getMessage())) {
			assertThat(context.nats().request("fail", "x", String.class)).isEqualTo("instead of x");
		}
	}

	@Test
	void whatTheHandlerThrowsIsTheErrorReply() throws Exception {
		try (ListenerContext context = start((message, failure) -> {
			throw new ErrorReplyException(404, "No order 7 in Köln", failure);
		})) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("fail", "x", String.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("404"))
				.satisfies((ex) -> assertThat(ex.getText()).isEqualTo("No order 7 in K?ln"));
		}
	}

	@Test
	void handlerThatFailsItselfIsAnErrorReplyAndBreaksNothing() throws Exception {
		try (ListenerContext context = start((message, failure) -> {
			throw new UnsupportedOperationException("secret");
		})) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(RemoteErrorException.class)
					.isThrownBy(() -> context.nats().request("fail", "x", String.class))
					.withMessageContaining("UnsupportedOperationException")
					.withMessageNotContaining("secret");
			}
		}
	}

	@Test
	void handlerOfAVoidMethodMayReplyOrNot() throws Exception {
		List<String> handled = new CopyOnWriteArrayList<>();
		try (ListenerContext context = start((message, failure) -> {
			handled.add(failure.getMessage());
			return failure.getMessage().equals("reply") ? "handled" : null;
		})) {
			assertThat(context.nats().request("void", "reply", String.class)).isEqualTo("handled");
			Subscription replies = context.connection().subscribe(context.connection().createInbox());
			context.connection().publish("void", replies.getSubject(), "none".getBytes());
			await().until(() -> handled.contains("none"));
			assertThat(replies.nextMessage(Duration.ofMillis(300))).isNull();
		}
	}

	@Test
	void methodMaySayItselfWhatTheRequesterIsTold() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Service())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("told", "x", String.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("409"))
				.satisfies((ex) -> assertThat(ex.getText()).isEqualTo("Paid already"));
		}
	}

	@Test
	void codeOfAnErrorReplyIsThatOfAnError() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ErrorReplyException(200, "fine"))
			.withMessageContaining("200");
	}

	@Test
	void listenerNamesItsOwnHandler() throws Exception {
		NatsListenerErrorHandler own = (message, failure) -> "own";
		try (ListenerContext context = ListenerContext.start(this.server, List.of(), (application) -> {
			application.registerBean("forAll", NatsListenerErrorHandler.class, () -> (message, failure) -> "for all",
					(definition) -> definition.setPrimary(true));
			application.registerBean("own", NatsListenerErrorHandler.class, () -> own);
		}, new Named(), new Service())) {
			assertThat(context.nats().request("named", "x", String.class)).isEqualTo("own");
			assertThat(context.nats().request("fail", "x", String.class)).isEqualTo("for all");
		}
	}

	@Test
	void handlerThatDoesNotExistIsRefusedWithTheMethod() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, new Named()))
			.withMessageContaining("Named.handle(String)")
			.withMessageContaining("'errorHandler' is \"own\"")
			.withMessageContaining("There is no NatsListenerErrorHandler at all");
	}

	@Test
	void refusedRepliesAreToldWithTheirReason() throws Exception {
		RefusalRecorder recorder = new RefusalRecorder();
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(application) -> application.getBeanFactory().addBeanPostProcessor(new AnyReplySubject()),
				new Service(), new Orders(), recorder)) {
			request(context, "$JS.API.STREAM.PURGE.ORDERS");
			request(context, "ok");
			request(context, "order.created");
			request(context, "elsewhere");
			request(context, "replies.1");
			await().untilAsserted(() -> assertThat(recorder.refusals).containsExactly("ok SERVER_SUBJECT",
					"ok OWN_SUBJECT", "ok STREAM_SUBJECT", "ok NO_INBOX"));
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isZero();
		}
	}

	private static void request(ListenerContext context, String replyTo) {
		context.connection().publish("ok", replyTo, "x".getBytes());
	}

	private ListenerContext start(NatsListenerErrorHandler handler) throws Exception {
		return ListenerContext.start(this.server, List.of(),
				(application) -> application.registerBean("handler", NatsListenerErrorHandler.class, () -> handler),
				new Service());
	}

	/**
	 * Allows replies to subjects that are dangerous, as a mistake in the configuration
	 * would.
	 */
	static class AnyReplySubject implements org.springframework.beans.factory.config.BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof NatsListenerContainerFactory factory)
					? factory.mutate().replyPrefixes(List.of("ok", "order.", "replies.")).build() : bean;
		}

	}

	static class RefusalRecorder implements ListenerInstrumentation {

		final List<String> refusals = new CopyOnWriteArrayList<>(new ArrayList<>());

		@Override
		public void replyRefused(ListenerInfo listener, Message request, ReplyRefusal reason) {
			this.refusals.add(listener.id() + " " + reason);
		}

	}

	static class Service {

		@NatsListener(id = "ok", subjects = "ok")
		String ok(String text) {
			return text;
		}

		@NatsListener(subjects = "fail")
		String fail(String text) {
			throw new IllegalStateException(text);
		}

		@NatsListener(subjects = "void")
		void nothing(String text) {
			throw new IllegalStateException(text);
		}

		@NatsListener(subjects = "told")
		String told(String text) {
			throw new ErrorReplyException(409, "Paid already");
		}

	}

	static class Named {

		@NatsListener(subjects = "named", errorHandler = "own")
		String handle(String text) {
			throw new IllegalStateException(text);
		}

	}

	static class Orders {

		@JetStreamListener(id = "orders", stream = "ORDERS", durable = "orders", subjects = "order.*")
		void handle(String text) {
		}

	}

}
