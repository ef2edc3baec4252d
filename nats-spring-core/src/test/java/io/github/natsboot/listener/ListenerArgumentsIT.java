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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.support.NatsMessageConverter;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What parameters of listeners get of a message, and what becomes of one that does not
 * fit.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class ListenerArgumentsIT {

	private final NatsTestServer server;

	private final Checked checked = new Checked();

	ListenerArgumentsIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void annotationsSayWhatAnObjectGets() throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Objects())) {
			assertThat(context.nats()
				.message("x")
				.subject("objects.7.annotated")
				.header("tenant", "acme")
				.request(String.class)).isEqualTo("acme 7 byte[]");
			assertThat(context.nats().request("objects.plain", "x", String.class)).isEqualTo("byte[]");
			assertThat(context.nats().request("objects.native", "x", String.class)).isEqualTo("objects.native");
		}
	}

	@Test
	void bytesOfTheBodyAreNotPassedForAHeader(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Objects())) {
			assertUnreadable(context, "objects.bytes", Map.of("tenant", "acme"));
			assertThat(output).contains("Header 'tenant' cannot be converted to byte[]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "checked.list", "checked.elements" })
	void anElementOfAListThatIsNotValidMakesTheMessageUnreadable(String subject, CapturedOutput output)
			throws Exception {
		try (ListenerContext context = startChecked()) {
			Order valid = new Order("a", 1);
			assertThat(context.nats().request(subject, List.of(valid, valid), String.class)).isEqualTo("2");
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request(subject, List.of(valid, new Order("b", -1)), String.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("400"));
			assertThat(output).contains("The payload is not valid: amount (positive)");
		}
	}

	@Test
	void aListWithoutTheAnnotationIsNotChecked() throws Exception {
		try (ListenerContext context = startChecked()) {
			assertThat(context.nats().request("checked.not", List.of(new Order("b", -1)), String.class)).isEqualTo("1");
		}
	}

	@Test
	void anElementOfABatchThatIsNotValidIsLeftOut() throws Exception {
		try (ListenerContext context = startChecked()) {
			context.jetStream().publish("order.checked", new Order("a", -1));
			context.jetStream().publish("order.checked", new Order("b", 1));
			await().untilAsserted(() -> assertThat(this.checked.received).containsExactly(new Order("b", 1)));
		}
	}

	@Test
	void aHeaderThatIsMissingIsNamed(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Named())) {
			assertUnreadable(context, "named.7", Map.of("n", "1"));
			assertThat(output).contains("Header 'tenant' is missing");
		}
	}

	@Test
	void aHeaderThatDoesNotFitIsNamedWithoutItsValue(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Named())) {
			assertUnreadable(context, "named.7", Map.of("tenant", "acme", "n", "canary"));
			assertThat(output).contains("Header 'n' cannot be converted to int").doesNotContain("canary");
		}
	}

	@Test
	void aTokenThatDoesNotFitIsNamedWithoutItsValue(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Named())) {
			assertUnreadable(context, "named.canary", Map.of("tenant", "acme", "n", "1"));
			assertThat(output).contains("Token 'device' of the subject cannot be converted to int")
				.doesNotContain("canary");
		}
	}

	private static void assertUnreadable(ListenerContext context, String subject, Map<String, String> headers) {
		assertThatExceptionOfType(RemoteErrorException.class).isThrownBy(() -> {
			var message = context.nats().message("").subject(subject);
			headers.forEach(message::header);
			message.request(String.class);
		}).satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("400"));
	}

	private ListenerContext startChecked() throws Exception {
		Validator validator = Validator.forInstanceOf(Order.class, (order, errors) -> {
			if (order.amount() <= 0) {
				errors.rejectValue("amount", "positive");
			}
		});
		return ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(context) -> context.registerBean(ListenerMethodFactory.class,
						() -> new ListenerMethodFactory(NatsMessageConverter.createDefault(), validator, null)),
				this.checked);
	}

	record Order(String id, double amount) {
	}

	/**
	 * Spring takes annotations whose names begin like this for a wish to validate.
	 */
	@Target({ ElementType.PARAMETER, ElementType.TYPE_USE })
	@Retention(RetentionPolicy.RUNTIME)
	@interface Valid {

	}

	static class Objects {

		@NatsListener("objects.{device}.annotated")
		String annotated(@Header("tenant") Object tenant, @DestinationVariable Object device, @Payload Object body) {
			return tenant + " " + device + " " + body.getClass().getSimpleName();
		}

		@NatsListener("objects.plain")
		String plain(Object body) {
			return body.getClass().getSimpleName();
		}

		@NatsListener("objects.native")
		String nativeMessage(io.nats.client.Message message) {
			return message.getSubject();
		}

		@NatsListener("objects.bytes")
		String bytes(@Header("tenant") byte[] tenant, byte[] body) {
			return new String(tenant) + " " + new String(body);
		}

	}

	static class Checked {

		final List<Order> received = new CopyOnWriteArrayList<>();

		@NatsListener("checked.list")
		String list(@Valid List<Order> orders) {
			return Integer.toString(orders.size());
		}

		@NatsListener("checked.elements")
		String elements(List<@Valid Order> orders) {
			return Integer.toString(orders.size());
		}

		@NatsListener("checked.not")
		String unchecked(List<Order> orders) {
			return Integer.toString(orders.size());
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.checked", durable = "checked")
		void batch(List<@Valid Order> orders) {
			this.received.addAll(orders);
		}

	}

	static class Named {

		@NatsListener("named.{device}")
		String work(@Header("tenant") String tenant, @Header int n, @DestinationVariable int device) {
			return tenant + n + device;
		}

	}

}
