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

package io.github.natsboot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.TestCertificate;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

@WithNatsServer
class NatsAutoConfigurationIT {

	private final NatsTestServer server;

	private ApplicationContextRunner runner;

	NatsAutoConfigurationIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void prepare() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, NatsAutoConfiguration.class))
			.withPropertyValues("nats.servers=" + this.server.url(), "spring.application.name=orders");
	}

	@Test
	void theConnectionIsOpenUnderTheNameOfTheApplication() {
		this.runner.run((context) -> {
			Connection connection = context.getBean(Connection.class);
			assertThat(connection.getStatus()).isEqualTo(Status.CONNECTED);
			Options options = connection.getOptions();
			assertThat(options.getConnectionName()).isEqualTo("orders");
			assertThat(options.getMaxReconnect()).isEqualTo(-1);
			assertThat(options.getPingInterval()).hasSeconds(20);
			assertThat(options.getConnectionTimeout()).hasSeconds(5);
			assertThat(options.getReconnectWait()).hasSeconds(2);
			assertThat(options.getReconnectBufferSize()).isEqualTo(8 * 1024 * 1024);
			assertThat(options.getInboxPrefix()).isEqualTo("_INBOX.");
			context.close();
			assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
		});
	}

	@Test
	void propertiesReachTheOptions() {
		this.runner
			.withPropertyValues("nats.connection-name=own", "nats.reconnect.wait=3s", "nats.reconnect.max-attempts=7",
					"nats.reconnect.jitter=5ms", "nats.reconnect.buffer-size=1MB", "nats.randomize=false",
					"nats.inbox-prefix=_INBOX.orders", "nats.ping-interval=9s", "nats.max-pings-out=4")
			.run((context) -> {
				Options options = context.getBean(Connection.class).getOptions();
				assertThat(options.getConnectionName()).isEqualTo("own");
				assertThat(options.getReconnectWait()).hasSeconds(3);
				assertThat(options.getMaxReconnect()).isEqualTo(7);
				assertThat(options.getReconnectJitter()).hasMillis(5);
				assertThat(options.getReconnectBufferSize()).isEqualTo(1024 * 1024);
				assertThat(options.isNoRandomize()).isTrue();
				assertThat(options.getInboxPrefix()).isEqualTo("_INBOX.orders.");
				assertThat(options.getPingInterval()).hasSeconds(9);
				assertThat(options.getMaxPingsOut()).isEqualTo(4);
			});
	}

	@Test
	void connectionDetailsBeatProperties() {
		this.runner.withPropertyValues("nats.servers=nats://127.0.0.1:1")
			.withBean(NatsConnectionDetails.class, () -> () -> List.of(this.server.url()))
			.run((context) -> {
				assertThat(context).hasSingleBean(NatsConnectionDetails.class);
				assertThat(context.getBean(Connection.class).getConnectedUrl()).isEqualTo(this.server.url());
			});
	}

	@Test
	void customizersAreCalledInOrderAfterTheProperties() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			assertThat(context.getBean(Customizers.class).calls).containsExactly("first", "second");
			assertThat(context.getBean(Connection.class).getOptions().getConnectionName()).isEqualTo("second");
		});
	}

	@Test
	void listenersOfTheUserAreCalled() {
		List<Events> seen = new CopyOnWriteArrayList<>();
		this.runner.withBean("userListener", ConnectionListener.class, () -> (connection, event) -> seen.add(event))
			.run((context) -> await().until(() -> seen.contains(Events.CONNECTED)));
	}

	@Test
	void aUserAndAPasswordAuthenticate() {
		try (NatsTestServer guarded = NatsTestServer.builder().user("alice", "s3cr3t").start()) {
			this.runner
				.withPropertyValues("nats.servers=" + guarded.url(), "nats.username=alice", "nats.password=s3cr3t")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void aTokenAuthenticates() {
		try (NatsTestServer guarded = NatsTestServer.builder().token("s3cr3t").start()) {
			this.runner.withPropertyValues("nats.servers=" + guarded.url(), "nats.token=s3cr3t")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void anSslBundleIsTrustedForTheHostItIsFor() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer secure = NatsTestServer.builder().configuration(certificate.configuration()).start()) {
			this.runner
				.withPropertyValues("nats.servers=tls://localhost:" + secure.port(), "nats.ssl.bundle=nats",
						"spring.ssl.bundle.pem.nats.truststore.certificate=" + certificate.file().toUri())
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void anSslBundleIsNotTrustedForAnotherHost() {
		TestCertificate certificate = TestCertificate.forHost("wrong.example");
		try (NatsTestServer secure = NatsTestServer.builder().configuration(certificate.configuration()).start()) {
			this.runner
				.withPropertyValues("nats.servers=tls://localhost:" + secure.port(), "nats.ssl.bundle=nats",
						"nats.connection-timeout=2s",
						"spring.ssl.bundle.pem.nats.truststore.certificate=" + certificate.file().toUri())
				.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("SSLHandshakeException"));
		}
	}

	@Test
	void aRenewedSslBundleIsUsedAtOnce() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer secure = NatsTestServer.builder().configuration(certificate.configuration()).start()) {
			this.runner
				.withPropertyValues("nats.servers=tls://localhost:" + secure.port(), "nats.ssl.bundle=nats",
						"spring.ssl.bundle.pem.nats.truststore.certificate=" + certificate.file().toUri())
				.run((context) -> {
					DefaultSslBundleRegistry bundles = context.getBean(DefaultSslBundleRegistry.class);
					SslBundle bundle = mock(SslBundle.class);
					given(bundle.createSslContext()).willReturn(certificate.trusting());
					bundles.updateBundle("nats", bundle);
					Connection connection = context.getBean(Connection.class);
					await().until(() -> connection.getStatistics().getReconnects() == 1);
					verify(bundle).createSslContext();
				});
		}
	}

	@Test
	void theConnectionOutlivesEveryLifecyclePhase() throws Exception {
		try (Connection observer = Nats.connect(this.server.url())) {
			Subscription subscription = observer.subscribe("in.flight");
			observer.flush(Duration.ofSeconds(5));
			this.runner.withUserConfiguration(RequestInFlight.class).run((context) -> {
				context.close();
				RequestInFlight request = RequestInFlight.last;
				assertThat(request.outcome).isCompletedWithValue(Status.CONNECTED);
			});
			assertThat(subscription.nextMessage(Duration.ofSeconds(5))).isNotNull();
		}
	}

	@Test
	void templatesPublishAndRequest() {
		this.runner.run((context) -> {
			Connection connection = context.getBean(Connection.class);
			connection.createDispatcher((message) -> connection.publish(message.getReplyTo(), message.getData()))
				.subscribe("echo");
			NatsOperations nats = context.getBean(NatsOperations.class);
			assertThat(nats.request("echo", "hello", String.class)).isEqualTo("hello");
			context.getBean(JetStreamManagement.class)
				.addStream(StreamConfiguration.builder()
					.name("TEMPLATES")
					.subjects("templates.>")
					.storageType(StorageType.Memory)
					.build());
			PublishAck ack = context.getBean(JetStreamOperations.class).publish("templates.a", "hello");
			assertThat(ack.getStream()).isEqualTo("TEMPLATES");
		});
	}

	@Test
	void aContextThatIsStoppedAndStartedKeepsItsConnection() {
		this.runner.run((context) -> {
			Connection connection = context.getBean(Connection.class);
			context.stop();
			assertThat(connection.getStatus()).isEqualTo(Status.CONNECTED);
			context.start();
			assertThat(connection.RTT()).isPositive();
			assertThat(connection.getStatistics().getReconnects()).isZero();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		NatsOptionsCustomizer second() {
			return (options) -> {
				this.calls.add("second");
				options.connectionName("second");
			};
		}

		@Bean
		@Order(1)
		NatsOptionsCustomizer first() {
			return (options) -> {
				this.calls.add("first");
				options.connectionName("first");
			};
		}

	}

	/**
	 * Stands for a server in the lowest phase of all, that is, the last to stop: it waits
	 * for a request in flight, which publishes when the stopping has begun.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RequestInFlight implements SmartLifecycle {

		static RequestInFlight last;

		final CompletableFuture<Status> outcome = new CompletableFuture<>();

		private final CountDownLatch stopping = new CountDownLatch(1);

		private final Connection connection;

		private volatile boolean running;

		RequestInFlight(Connection connection) {
			this.connection = connection;
			last = this;
		}

		@Override
		public void start() {
			this.running = true;
			new Thread(() -> {
				try {
					this.stopping.await();
					Thread.sleep(200);
					this.connection.publish("in.flight", new byte[0]);
					this.outcome.complete(this.connection.getStatus());
				}
				catch (Exception ex) {
					this.outcome.completeExceptionally(ex);
				}
			}).start();
		}

		@Override
		public void stop() {
			this.stopping.countDown();
			this.outcome.handle((status, failure) -> "").join();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MIN_VALUE;
		}

	}

}
