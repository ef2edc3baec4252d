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

package io.github.natsboot.core;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.PurgeOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Messages that a real server delivers later or repeatedly.
 */
@WithNatsServer
@RequiresServerVersion("2.14.0")
class ScheduledMessagesIT {

	private Connection connection;

	private JetStreamManagement management;

	private JetStreamTemplate template;

	@BeforeEach
	void connect(NatsTestServer server) throws Exception {
		this.connection = Nats.connect(server.url());
		this.management = this.connection.jetStreamManagement();
		OrdersStream.removeAll(this.management);
		this.management.addStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>", "schedule.>")
			.storageType(StorageType.Memory)
			.allowMessageTtl()
			.allowMessageSchedules()
			.build());
		this.template = JetStreamTemplate.builder(this.connection).build();
	}

	@AfterEach
	void close() throws Exception {
		this.connection.close();
	}

	@Test
	void aMessageIsDeliveredAtItsTimeAndTheScheduleIsGone() throws Exception {
		Instant time = Instant.now().plusMillis(1500);
		this.template.message("later")
			.subject("order.reminder")
			.scheduleSubject("schedule.1")
			.header("tenant", "acme")
			.timeToLive(Duration.ofMinutes(1))
			.deliverAt(time)
			.publish();
		assertThat(last("schedule.1").getHeaders().getFirst("Nats-Schedule-Target")).isEqualTo("order.reminder");
		await().until(() -> count("order.reminder") == 1);
		MessageInfo delivered = last("order.reminder");
		assertThat(delivered.getTime().toInstant()).isAfterOrEqualTo(time);
		assertThat(delivered.getData()).asString().isEqualTo("later");
		assertThat(delivered.getHeaders().getFirst("tenant")).isEqualTo("acme");
		assertThat(delivered.getHeaders().getFirst("Nats-TTL")).isEqualTo("60");
		assertThat(delivered.getHeaders().getFirst("Nats-Scheduler")).isEqualTo("schedule.1");
		assertThat(delivered.getHeaders().containsKey("Nats-Msg-Id")).isFalse();
		await().until(() -> count("schedule.1") == 0);
	}

	@Test
	void aDelayCountsFromTheMomentOfPublishing() throws Exception {
		JetStreamMessageSpec spec = this.template.message("later")
			.subject("order.reminder")
			.scheduleSubject("schedule.1")
			.deliverAfter(Duration.ofSeconds(1));
		await().pollDelay(Duration.ofMillis(500)).until(() -> true);
		Instant published = Instant.now();
		assertThat(spec.publishAsync()).succeedsWithin(Duration.ofSeconds(2));
		await().until(() -> count("order.reminder") == 1);
		assertThat(last("order.reminder").getTime().toInstant()).isAfterOrEqualTo(published.plusMillis(990));
	}

	@Test
	void aTimeInThePastIsDeliveredAtOnce() {
		this.template.message("late")
			.subject("order.reminder")
			.scheduleSubject("schedule.1")
			.deliverAt(Instant.now().minusSeconds(60))
			.publish();
		await().atMost(Duration.ofSeconds(3)).until(() -> count("order.reminder") == 1);
	}

	@Test
	void anIntervalIsRepeatedUntilTheScheduleIsPurged() throws Exception {
		this.template.message("tick")
			.subject("order.tick")
			.scheduleSubject("schedule.tick")
			.every(Duration.ofSeconds(1))
			.publish();
		await().until(() -> count("order.tick") >= 2);
		this.management.purgeStream("ORDERS", PurgeOptions.subject("schedule.tick"));
		long ended = count("order.tick");
		await().pollDelay(Duration.ofMillis(2200)).until(() -> true);
		assertThat(count("order.tick")).isBetween(ended, ended + 1);
	}

	@Test
	void aCronExpressionIsRepeated() throws Exception {
		this.template.message("tick")
			.subject("order.tick")
			.scheduleSubject("schedule.tick")
			.cron("* * * * * *", ZoneId.of("Europe/Amsterdam"))
			.publish();
		assertThat(last("schedule.tick").getHeaders().getFirst("Nats-Schedule-Time-Zone"))
			.isEqualTo("Europe/Amsterdam");
		await().until(() -> count("order.tick") >= 2);
		this.template.message("tick").subject("order.day").scheduleSubject("schedule.day").cron("@daily").publish();
		this.template.message("tick")
			.subject("order.day")
			.scheduleSubject("schedule.utc")
			.cron("0 0 5 * * MON-FRI", ZoneOffset.UTC)
			.publish();
		assertThat(last("schedule.utc").getHeaders().containsKey("Nats-Schedule-Time-Zone")).isFalse();
	}

	@Test
	void aScheduleIsReplacedUnlessItIsExpectedToBeNew() throws Exception {
		JetStreamMessageSpec first = this.template.message("1")
			.subject("order.a")
			.scheduleSubject("schedule.a")
			.deliverAfter(Duration.ofHours(1));
		first.publish();
		this.template.message("2")
			.subject("order.a")
			.scheduleSubject("schedule.a")
			.deliverAfter(Duration.ofHours(2))
			.publish();
		assertThat(count("schedule.a")).isEqualTo(1);
		assertThat(last("schedule.a").getData()).asString().isEqualTo("2");
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> first.expectLastSubjectSequence(0).publish())
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(10071));
	}

	@Test
	void theServersReasonIsGivenWhereItRefusesASchedule() throws Exception {
		this.management.addStream(StreamConfiguration.builder().name("PLAIN").subjects("plain.>").build());
		assertRejected("plain.a", "plain.s", 10188);
		assertRejected("elsewhere", "schedule.s", 10190);
	}

	@Test
	void mistakesAreFoundBeforeAnythingIsSent() {
		JetStreamMessageSpec spec = this.template.message("x").subject("order.a");
		assertThatIllegalStateException().isThrownBy(spec.deliverAfter(Duration.ZERO)::publish)
			.withMessageContaining("set 'scheduleSubject'");
		assertThatIllegalStateException().isThrownBy(spec.scheduleSubject("order.a")::publish)
			.withMessageContaining("must not be the subject of the message");
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(spec.scheduleSubject("order.*")::publish);
		assertThatIllegalStateException()
			.isThrownBy(this.template.message("x").subject("order.a").scheduleSubject("schedule.a")::publish)
			.withMessageContaining("of use only with deliverAt");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.every(Duration.ofMillis(999)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.every(Duration.ofNanos(1_000_000_001)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.deliverAfter(Duration.ofSeconds(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.cron("0 5 * * *"))
			.withMessageContaining("it has 6 fields");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.cron("@every 1s"));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.cron("@daily", ZoneOffset.ofHours(2)))
			.withMessageContaining("no fixed offsets");
	}

	private void assertRejected(String subject, String scheduleSubject, int code) {
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(this.template.message("x")
				.subject(subject)
				.scheduleSubject(scheduleSubject)
				.deliverAfter(Duration.ofHours(1))::publish)
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
	}

	private MessageInfo last(String subject) throws Exception {
		return this.management.getLastMessage("ORDERS", subject);
	}

	private long count(String subject) throws Exception {
		try {
			return this.management.getStreamInfo("ORDERS", StreamInfoOptions.filterSubjects(subject))
				.getStreamState()
				.getSubjectMap()
				.getOrDefault(subject, 0L);
		}
		catch (JetStreamApiException ex) {
			return 0;
		}
	}

}
