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

package io.github.natsboot.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.Placement;
import io.nats.client.api.Republish;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.SubjectTransform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What each mode does to the streams of a real server.
 */
@WithNatsServer
class JetStreamProvisionerIT {

	private Connection connection;

	private JetStreamManagement management;

	@BeforeEach
	void connect(NatsTestServer server) throws Exception {
		this.connection = Nats.connect(
				Options.builder().server(server.url()).maxReconnects(-1).reconnectWait(Duration.ofMillis(50)).build());
		this.management = this.connection.jetStreamManagement();
		for (String stream : this.management.getStreamNames()) {
			this.management.deleteStream(stream);
		}
	}

	@AfterEach
	void close() throws Exception {
		this.connection.close();
	}

	@Test
	void verifyReportsStreamSettingDeclaredAndActualValueAndWritesNothing() throws Exception {
		existing((stream) -> stream.maxAge(Duration.ofDays(7)).discardPolicy(DiscardPolicy.New));
		StreamInfo before = this.management.getStreamInfo("ORDERS");
		JetStreamProvisioner provisioner = provisioner(Provisioning.VERIFY,
				orders((stream) -> stream.subjects("order.>", "refund.>")
					.maxAge(Duration.ofDays(30))
					.maxMessages(1000)
					.description("Orders")),
				StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build());
		assertThatExceptionOfType(StreamDifferencesException.class).isThrownBy(provisioner::provision).withMessage("""
				The server's streams are not as declared:
				  stream ORDERS
				    description: declared Orders, actual none
				    max-age: declared 30d, actual 7d
				    max-messages: declared 1000, actual unlimited
				    subjects: declared order.>, refund.>, actual order.>
				  stream PAYMENTS: there is none on the server
				Nothing was changed, as nats.jetstream.provisioning is 'verify'. Correct the declaration, correct the \
				streams with `nats stream add` and `nats stream edit`, or set nats.jetstream.provisioning to 'update' \
				for one start.""").satisfies((ex) -> {
			assertThat(ex.getStream()).isEqualTo("ORDERS");
			assertThat(ex.getDifferences()).extracting(StreamDifference::stream, StreamDifference::missing)
				.containsExactly(tuple("ORDERS", false), tuple("PAYMENTS", true));
			assertThat(ex.getDifferences().get(0).settings())
				.contains(new SettingDifference("max-age", "30d", "7d", true, null));
		});
		assertThat(this.management.getStreamNames()).containsExactly("ORDERS");
		assertThat(this.management.getStreamInfo("ORDERS").getConfiguration().toJson())
			.isEqualTo(before.getConfiguration().toJson());
	}

	@Test
	void verifyPassesOverWhatIsNotDeclaredAndWhatMessagesDoNotNotice() throws Exception {
		existing((stream) -> stream.subjects("order.>", "more.>")
			.storageType(StorageType.Memory)
			.maxBytes(1_000_000)
			.metadata(Map.of("team", "a"))
			.allowDirect(true));
		JetStreamProvisioner provisioner = provisioner(Provisioning.VERIFY,
				orders((stream) -> stream.subjects("order.created").description("Orders")));
		provisioner.provision();
		assertThat(provisioner.findDifferences()).singleElement().satisfies((difference) -> {
			assertThat(difference.isSignificant()).isFalse();
			assertThat(difference.settings()).extracting(SettingDifference::setting).containsExactly("description");
		});
	}

	@Test
	void verifyComparesWhatBeansSay() throws Exception {
		this.management.addStream(StreamConfiguration.builder().name("A").subjects("a").build());
		this.management.addStream(StreamConfiguration.builder().name("B").subjects("b").build());
		StreamConfiguration declared = StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.sources(Source.builder().name("A").filterSubject("a").build())
			.subjectTransform(new SubjectTransform("order.*.old", "order.{{wildcard(1)}}.new"))
			.republish(Republish.builder().source("order.>").destination("copy.order.>").build())
			.metadata(Map.of("team", "orders"))
			.build();
		this.management.addStream(declared);
		assertThat(provisioner(Provisioning.VERIFY, declared).findDifferences()).isEmpty();
		StreamConfiguration other = StreamConfiguration.builder(declared)
			.sources(Source.builder().name("A").filterSubject("a").build(), Source.builder().name("B").build())
			.republish(Republish.builder().source("order.>").destination("other.order.>").build())
			.placement(Placement.builder().tags("ssd").build())
			.build();
		assertThat(provisioner(Provisioning.VERIFY, other).findDifferences()).singleElement()
			.satisfies((difference) -> assertThat(difference.settings()).extracting(SettingDifference::setting)
				.containsExactly("placement", "republish", "sources"));
	}

	@Test
	void verifyMakesNoStreamOfDeadLetters() throws Exception {
		StreamConfiguration orders = existing((stream) -> stream);
		JetStreamProvisioner provisioner = provisioner(Provisioning.VERIFY, orders);
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(() -> provisioner.ensureDeadLetterStream("ORDERS_DLQ", "dlq.ORDERS.fraud", orders))
			.withMessageContaining("nats.jetstream.provisioning is 'verify'")
			.withMessageContaining("nats stream add ORDERS_DLQ --subjects 'dlq.ORDERS.fraud'");
		assertThat(this.management.getStreamNames()).containsExactly("ORDERS");
	}

	@ParameterizedTest
	@EnumSource(value = Provisioning.class, names = { "NONE", "VERIFY" })
	void withoutTheRightToMakeItNoStreamOfAdvisoriesIsMade(Provisioning provisioning) throws Exception {
		existing((stream) -> stream);
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(() -> provisioner(provisioning).ensureMaxDeliveriesStream("ORDERS", "fraud"))
			.withMessageContaining("nats.jetstream.provisioning is '" + provisioning + "'")
			.withMessageContaining("`nats stream add ORDERS_MAX_DELIVERIES --subjects "
					+ "'$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.*' --retention interest")
			.withMessageContaining("`nats consumer edit ORDERS fraud --max-deliver=-1`");
		assertThat(this.management.getStreamNames()).containsExactly("ORDERS");
	}

	@Test
	void streamOfAdvisoriesIsTheSameForAllConsumers() throws Exception {
		existing((stream) -> stream);
		JetStreamProvisioner provisioner = provisioner(Provisioning.CREATE);
		assertThat(provisioner.ensureMaxDeliveriesStream("ORDERS", "fraud")).isEqualTo("ORDERS_MAX_DELIVERIES");
		assertThat(provisioner.ensureMaxDeliveriesStream("ORDERS", "billing")).isEqualTo("ORDERS_MAX_DELIVERIES");
		StreamConfiguration made = this.management.getStreamInfo("ORDERS_MAX_DELIVERIES").getConfiguration();
		assertThat(made.getSubjects()).containsExactly("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.*");
		assertThat(made.getRetentionPolicy()).isEqualTo(RetentionPolicy.Interest);
		assertThat(made.getStorageType()).isEqualTo(StorageType.File);
	}

	@RepeatedTest(5)
	void streamOfAdvisoriesMayBeMadeBySeveralAtTheSameTime() throws Exception {
		existing((stream) -> stream);
		JetStreamProvisioner provisioner = provisioner(Provisioning.CREATE);
		List<CompletableFuture<String>> made = IntStream.range(0, 4)
			.mapToObj((i) -> CompletableFuture
				.supplyAsync(() -> provisioner.ensureMaxDeliveriesStream("ORDERS", "consumer" + i)))
			.toList();
		assertThat(made).allSatisfy(
				(name) -> assertThat(name).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("ORDERS_MAX_DELIVERIES"));
	}

	@Test
	void noneLooksAtNothingButSubjects() throws Exception {
		existing((stream) -> stream.maxAge(Duration.ofDays(7)));
		provisioner(Provisioning.NONE, orders((stream) -> stream.maxAge(Duration.ofDays(30)))).provision();
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(provisioner(Provisioning.NONE, orders((stream) -> stream.subjects("refund.>")))::provision)
			.withMessageContaining("it exists without the declared subjects refund.>; it has order.>");
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(provisioner(Provisioning.NONE,
					StreamConfiguration.builder().name("PAYMENTS").subjects("p").build())::provision)
			.withMessageContaining("it does not exist, and nats.jetstream.provisioning is 'none'");
	}

	@Test
	void createLeavesAStreamThatExistsAsItIs() throws Exception {
		existing((stream) -> stream.maxAge(Duration.ofDays(7)));
		provisioner(Provisioning.CREATE, orders((stream) -> stream.maxAge(Duration.ofDays(30)))).provision();
		assertThat(orders().getMaxAge()).hasDays(7);
	}

	@Test
	void updateChangesWhatIsDeclaredAndNothingElse() throws Exception {
		existing((stream) -> stream.subjects("order.created", "more.>")
			.maxAge(Duration.ofDays(7))
			.maxBytes(1_000_000)
			.metadata(Map.of("team", "a", "kept", "yes"))
			.allowDirect(true));
		publish("order.created", 3);
		provisioner(Provisioning.UPDATE,
				orders((stream) -> stream.subjects("order.>", "refund.>")
					.maxAge(Duration.ofDays(30))
					.description("Orders")
					.duplicateWindow(Duration.ofMinutes(5))
					.compressionOption(CompressionOption.S2)
					.discardPolicy(DiscardPolicy.New)
					.metadata(Map.of("team", "b"))),
				StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build())
			.provision();
		StreamConfiguration updated = orders();
		assertThat(updated.getSubjects()).containsExactlyInAnyOrder("more.>", "order.>", "refund.>");
		assertThat(updated.getMaxAge()).hasDays(30);
		assertThat(updated.getDescription()).isEqualTo("Orders");
		assertThat(updated.getDuplicateWindow()).hasMinutes(5);
		assertThat(updated.getCompressionOption()).isEqualTo(CompressionOption.S2);
		assertThat(updated.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
		assertThat(updated.getMetadata()).containsEntry("team", "b").containsEntry("kept", "yes");
		assertThat(updated.getMaxBytes()).isEqualTo(1_000_000);
		assertThat(updated.getAllowDirect()).isTrue();
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(3);
		assertThat(this.management.getStreamNames()).contains("PAYMENTS");
	}

	@Test
	void updateRefusesLimitsThatWouldRemoveMessagesAndChangesNothing() throws Exception {
		existing((stream) -> stream);
		publish("order.created", 3);
		await().pollDelay(Duration.ofMillis(20)).until(() -> true);
		JetStreamProvisioner provisioner = provisioner(Provisioning.UPDATE,
				orders((stream) -> stream.subjects("order.>", "refund.>")
					.maxMessages(2)
					.maxMessagesPerSubject(2)
					.maxBytes(10)
					.duplicateWindow(Duration.ofMillis(1))
					.maxAge(Duration.ofMillis(1))),
				StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build());
		assertThatExceptionOfType(StreamDifferencesException.class).isThrownBy(provisioner::provision)
			.withMessageStartingWith("Streams cannot be changed to what is declared without a loss:")
			.withMessageContaining(
					"max-messages: declared 2, actual unlimited\n      The server would remove messages: "
							+ "there are 3. Raise the declared limit, or if that is meant, use `nats stream edit ORDERS`")
			.withMessageContaining("max-messages-per-subject: declared 2")
			.withMessageContaining("max-bytes: declared 10")
			.withMessageContaining("max-age: declared 1ms")
			.withMessageEndingWith("Nothing was changed.");
		assertThat(orders().getSubjects()).containsExactly("order.>");
		assertThat(this.management.getStreamNames()).containsExactly("ORDERS");
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(3);
	}

	@Test
	void updateLowersLimitsThatRemoveNothing() throws Exception {
		existing((stream) -> stream.maxAge(Duration.ofDays(30)));
		publish("order.created", 3);
		provisioner(Provisioning.UPDATE,
				orders((stream) -> stream.maxMessages(3).maxMessagesPerSubject(3).maxAge(Duration.ofDays(7))))
			.provision();
		assertThat(orders().getMaxMsgs()).isEqualTo(3);
		assertThat(orders().getMaxAge()).hasDays(7);
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(3);
	}

	@Test
	void updateRefusesInterestRetentionAndSealing() throws Exception {
		existing((stream) -> stream);
		assertThatExceptionOfType(StreamDifferencesException.class)
			.isThrownBy(provisioner(Provisioning.UPDATE,
					orders((stream) -> stream.retentionPolicy(RetentionPolicy.Interest).seal()))::provision)
			.withMessageContaining("retention: declared interest, actual limits\n      The server would remove what no "
					+ "consumer waits for")
			.withMessageContaining("sealed: declared true, actual false\n      It could never be undone");
	}

	@Test
	void updateGivesTheServersReasonForWhatItCannotChange() throws Exception {
		existing((stream) -> stream);
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(provisioner(Provisioning.UPDATE,
					orders((stream) -> stream.storageType(StorageType.Memory).description("x")))::provision)
			.withMessageContaining("the server refused to change it (description: declared x, actual none; "
					+ "storage: declared memory, actual file), and nothing of it was changed: ")
			.withMessageContaining("storage type [10052]");
		assertThat(orders().getDescription()).isNull();
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(provisioner(Provisioning.UPDATE,
					orders((stream) -> stream.retentionPolicy(RetentionPolicy.WorkQueue)))::provision)
			.withMessageContaining("[10052]");
	}

	@Test
	void updateAddsSourcesAndRefusesToChangeThem() throws Exception {
		this.management.addStream(StreamConfiguration.builder().name("A").subjects("a").build());
		this.management.addStream(StreamConfiguration.builder().name("B").subjects("b").build());
		existing((stream) -> stream.sources(Source.builder().name("A").build()));
		provisioner(Provisioning.UPDATE, orders((stream) -> stream.sources(Source.builder().name("B").build())))
			.provision();
		assertThat(orders().getSources()).extracting(Source::getName).containsExactly("A", "B");
		assertThatExceptionOfType(StreamDifferencesException.class)
			.isThrownBy(provisioner(Provisioning.UPDATE, orders(
					(stream) -> stream.sources(Source.builder().name("A").filterSubject("a.b").build())))::provision)
			.withMessageContaining("It has the source A with other settings");
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void settingsThatAreNamedAreComparedEvenWithTheirDefault() throws Exception {
		existing((stream) -> stream.storageType(StorageType.Memory).maxAge(Duration.ofDays(7)).allowMessageTtl());
		StreamDeclaration declaration = StreamDeclaration.of(orders((stream) -> stream),
				List.of("storage", "max-age", "allow-message-ttl"));
		JetStreamProvisioner provisioner = new JetStreamProvisioner(this.connection, this.management,
				Provisioning.VERIFY, List.of(declaration));
		assertThat(provisioner.findDifferences()).singleElement()
			.satisfies((difference) -> assertThat(difference.settings()).containsExactly(
					new SettingDifference("allow-message-ttl", "false", "true", true, null),
					new SettingDifference("max-age", "unlimited", "7d", true, null),
					new SettingDifference("storage", "file", "memory", true, null)));
		new JetStreamProvisioner(this.connection, this.management, Provisioning.UPDATE,
				List.of(StreamDeclaration.of(orders((stream) -> stream), List.of("max-age"))))
			.provision();
		assertThat(orders().getMaxAge()).isZero();
	}

	@Test
	void aSettingThatDoesNotExistCannotBeDeclared() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> StreamDeclaration.of(orders((stream) -> stream), List.of("name")));
	}

	@Test
	void updateAfterAReconnectOnlyMakesWhatIsMissing(NatsTestServer server) throws Exception {
		JetStreamProvisioner provisioner = provisioner(Provisioning.UPDATE,
				orders((stream) -> stream.maxAge(Duration.ofDays(30))),
				StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build());
		provisioner.afterSingletonsInstantiated();
		this.management.updateStream(orders((stream) -> stream.maxAge(Duration.ofDays(7))));
		this.management.deleteStream("PAYMENTS");
		server.restart();
		await().ignoreExceptions().until(() -> this.management.getStreamNames().contains("PAYMENTS"));
		assertThat(orders().getMaxAge()).hasDays(7);
		provisioner.destroy();
	}

	@Test
	void verifyAfterAReconnectMakesNothing(NatsTestServer server) throws Exception {
		StreamConfiguration stream = existing((settings) -> settings);
		JetStreamProvisioner provisioner = provisioner(Provisioning.VERIFY, stream);
		provisioner.afterSingletonsInstantiated();
		this.management.deleteStream("ORDERS");
		server.restart();
		await().ignoreExceptions().until(() -> this.management.getStreamNames().isEmpty());
		await().during(Duration.ofMillis(500)).until(() -> this.management.getStreamNames().isEmpty());
		assertThat(provisioner.findDifferences()).containsExactly(new StreamDifference("ORDERS", true, List.of()));
		provisioner.destroy();
	}

	private StreamConfiguration existing(UnaryOperator<StreamConfiguration.Builder> settings) throws Exception {
		StreamConfiguration stream = orders(settings);
		// The server may still be cleaning up behind the one before.
		await().ignoreExceptions().until(() -> this.management.addStream(stream) != null);
		return stream;
	}

	private static StreamConfiguration orders(UnaryOperator<StreamConfiguration.Builder> settings) {
		return settings.apply(StreamConfiguration.builder().name("ORDERS").subjects("order.>")).build();
	}

	private StreamConfiguration orders() throws Exception {
		return this.management.getStreamInfo("ORDERS").getConfiguration();
	}

	private void publish(String subject, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			this.connection.jetStream().publish(subject, "x".repeat(10).getBytes(StandardCharsets.UTF_8));
		}
	}

	private JetStreamProvisioner provisioner(Provisioning provisioning, StreamConfiguration... streams) {
		return new JetStreamProvisioner(this.connection, this.management, provisioning,
				Arrays.stream(streams).map(StreamDeclaration::of).toList());
	}

}
