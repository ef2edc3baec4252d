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

import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.natsboot.core.JetStreamMessageSpec;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.JetStreamTemplateOptions;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A stream of orders with one for its dead letters, on the server of a test.
 */
final class DeadLetterFixture implements AutoCloseable {

	static final String DLQ = "ORDERS_DLQ";

	static final DeadLetterSource FRAUD = new DeadLetterSource("fraudListener", "ORDERS", "fraud", "dlq.ORDERS.fraud");

	private static final JetStreamTemplateOptions IMPATIENT = new JetStreamTemplateOptions(Duration.ofMillis(500),
			Duration.ofMillis(500), 1000, true);

	final Connection connection;

	final JetStreamManagement management;

	final JetStreamTemplate jetStream;

	final List<DeadLetterOperationEvent> events = new CopyOnWriteArrayList<>();

	final List<DeadLetterOutcome> outcomes = new CopyOnWriteArrayList<>();

	private final NatsTestServer server;

	private final List<DeadLetterTemplate> templates = new ArrayList<>();

	DeadLetterFixture(NatsTestServer server) throws Exception {
		this.server = server;
		this.connection = Nats.connect(
				Options.builder().server(server.url()).maxReconnects(-1).reconnectWait(Duration.ofMillis(100)).build());
		this.management = this.connection.jetStreamManagement();
		this.jetStream = JetStreamTemplate.builder(this.connection).options(IMPATIENT).build();
		this.management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.>").build());
		this.management.addStream(StreamConfiguration.builder().name(DLQ).subjects("dlq.ORDERS.>").build());
	}

	DeadLetterTemplate operations() {
		return operations(this.management);
	}

	DeadLetterTemplate operations(JetStreamManagement management) {
		return operations(this.connection, management);
	}

	DeadLetterTemplate operations(Connection connection, JetStreamManagement management) {
		return operations(connection, management, this.jetStream, (stream, outcome) -> this.outcomes.add(outcome),
				(event) -> this.events.add((DeadLetterOperationEvent) event));
	}

	DeadLetterTemplate operations(JetStreamManagement management, JetStreamOperations jetStream) {
		return operations(this.connection, management, jetStream, (stream, outcome) -> this.outcomes.add(outcome),
				(event) -> this.events.add((DeadLetterOperationEvent) event));
	}

	DeadLetterTemplate operations(DeadLetterInstrumentation instrumentation, ApplicationEventPublisher events) {
		return operations(this.connection, this.management, this.jetStream, instrumentation, events);
	}

	private DeadLetterTemplate operations(Connection connection, JetStreamManagement management,
			JetStreamOperations jetStream, DeadLetterInstrumentation instrumentation,
			ApplicationEventPublisher events) {
		DeadLetterTemplate operations = new DeadLetterTemplate(connection, management,
				JetStreamOptions.DEFAULT_JS_OPTIONS, jetStream, IMPATIENT.retryTimeout(), () -> List.of(FRAUD),
				instrumentation, events);
		this.templates.add(operations);
		return operations;
	}

	/**
	 * What publishes, with other answers than those of the server.
	 * @param answer answers to a publish; {@code null} lets the server do so
	 */
	JetStreamOperations answering(Supplier<@Nullable PublishAck> answer) {
		JetStreamOperations operations = mock(JetStreamOperations.class);
		given(operations.message(any())).willAnswer((call) -> {
			JetStreamMessageSpec real = this.jetStream.message(call.getArgument(0));
			JetStreamMessageSpec spec = mock(JetStreamMessageSpec.class, (called) -> {
				PublishAck ack = called.getMethod().getName().equals("publish") ? answer.get() : null;
				if (ack != null) {
					return ack;
				}
				Object returned = called.getMethod().invoke(real, called.getArguments());
				return (returned == real) ? called.getMock() : returned;
			});
			return spec;
		});
		return operations;
	}

	/**
	 * The server's streams, as they are to a process that ends when it calls this method.
	 */
	JetStreamManagement dyingAt(Predicate<String> method) {
		return (JetStreamManagement) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { JetStreamManagement.class }, (proxy, called, arguments) -> {
					if (method.test(called.getName())) {
						throw new IllegalStateException("the process has ended");
					}
					try {
						return called.invoke(this.management, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	/**
	 * The server's streams, where something happens just before a method is called.
	 */
	JetStreamManagement before(String method, Callable<?> event) {
		return (JetStreamManagement) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { JetStreamManagement.class }, (proxy, called, arguments) -> {
					if (called.getName().equals(method)) {
						event.call();
					}
					try {
						return called.invoke(this.management, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	/**
	 * A dead letter as the listener {@code fraud} leaves it.
	 */
	Headers letter(int number) {
		Headers headers = new Headers();
		headers.put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:" + number + ":abc");
		headers.put("tenant", "acme");
		headers.put(DeadLetterHeaders.REASON, "attempts_exhausted");
		headers.put(DeadLetterHeaders.SUBJECT, "order.created");
		headers.put(DeadLetterHeaders.STREAM, "ORDERS");
		headers.put(DeadLetterHeaders.SEQUENCE, Integer.toString(number));
		headers.put(DeadLetterHeaders.CONSUMER, "fraud");
		headers.put(DeadLetterHeaders.LISTENER, "fraudListener");
		headers.put(DeadLetterHeaders.DELIVERIES, "4");
		headers.put(DeadLetterHeaders.EXCEPTION, "com.acme.NoRateException");
		headers.put(DeadLetterHeaders.EXCEPTION_MESSAGE, "no rate for secret-currency");
		headers.put(DeadLetterHeaders.MESSAGE_ID, "order-" + number);
		return headers;
	}

	void store(Headers headers) throws Exception {
		store("dlq.ORDERS.fraud", headers);
	}

	void store(String subject, Headers headers) throws Exception {
		this.connection.jetStream()
			.publish(NatsMessage.builder()
				.subject(subject)
				.headers(headers)
				.data("secret-payload".getBytes(StandardCharsets.UTF_8))
				.build());
	}

	void storeLetters(int count) throws Exception {
		for (int i = 1; i <= count; i++) {
			store(letter(i));
		}
	}

	/**
	 * Store a message as other clients can, and this one cannot.
	 */
	void storeUnreadable(String subject, String more) throws Exception {
		byte[] headers = ("NATS/1.0\r\n" + more + "customer: Zoë\r\n\r\n").getBytes(StandardCharsets.UTF_8);
		try (Socket socket = new Socket("localhost", this.server.port())) {
			OutputStream out = socket.getOutputStream();
			out.write(("CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB " + subject + " " + headers.length + " "
					+ (headers.length + 1) + "\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			out.write(headers);
			out.write("x\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			StringBuilder answer = new StringBuilder();
			while (answer.indexOf("PONG") < 0) {
				answer.append((char) socket.getInputStream().read());
			}
		}
	}

	long count(String stream) throws Exception {
		return this.management.getStreamInfo(stream).getStreamState().getMsgCount();
	}

	MessageInfo message(String stream, long sequence) throws Exception {
		return this.management.getMessage(stream, sequence);
	}

	@Override
	public void close() throws Exception {
		this.templates.forEach(DeadLetterTemplate::destroy);
		for (String name : this.management.getStreamNames()) {
			this.management.deleteStream(name);
		}
		this.connection.close();
	}

}
