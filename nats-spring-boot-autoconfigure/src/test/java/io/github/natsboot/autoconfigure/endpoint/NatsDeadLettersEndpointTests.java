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

package io.github.natsboot.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.ContentDescriptor;
import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.JobDescriptor;
import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.LetterDescriptor;
import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.PageDescriptor;
import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.ProblemDescriptor;
import io.github.natsboot.autoconfigure.endpoint.NatsDeadLettersEndpoint.StreamsDescriptor;
import io.github.natsboot.core.NatsInterruptedException;
import io.github.natsboot.deadletter.DeadLetterContent;
import io.github.natsboot.deadletter.DeadLetterFilter;
import io.github.natsboot.deadletter.DeadLetterJob;
import io.github.natsboot.deadletter.DeadLetterJobRunningException;
import io.github.natsboot.deadletter.DeadLetterNotFoundException;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterOutcome;
import io.github.natsboot.deadletter.DeadLetterPage;
import io.github.natsboot.deadletter.DeadLetterProgress;
import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.deadletter.DeadLetterRefusedException;
import io.github.natsboot.deadletter.DeadLetterUnavailableException;
import io.github.natsboot.deadletter.DiscardRequest;
import io.github.natsboot.deadletter.ReplayRequest;
import io.github.natsboot.deadletter.StoredDeadLetter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class NatsDeadLettersEndpointTests {

	private static final String DLQ = "ORDERS_DLQ";

	private static final StoredDeadLetter LETTER = new StoredDeadLetter(DLQ, 7, "dlq.ORDERS.fraud", Instant.EPOCH,
			"dlq:ORDERS:fraud:1:abc", 6, "not_retryable", "order.created", "ORDERS", 1, "fraud", "fraud", 1,
			"com.acme.NoRate", "secret text", "order-1", 0);

	private final DeadLetterOperations operations = mock(DeadLetterOperations.class);

	private final DeadLetterJob job = mock(DeadLetterJob.class);

	@Test
	void anonymousSeesNoValues() {
		given(this.operations.get(DLQ, 7)).willReturn(LETTER);
		ContentDescriptor content = body(endpoint(Show.WHEN_AUTHORIZED).look(SecurityContext.NONE, DLQ, 7, true),
				ContentDescriptor.class);
		assertThat(content.payload()).isEqualTo("******");
		assertThat(content.encoding()).isEqualTo("hidden");
		assertThat(content.headers()).isEmpty();
		assertThat(content.letter().exceptionMessage()).isEqualTo("******");
		assertThat(content.letter().originalId()).isEqualTo("******");
		assertThat(content.letter().exception()).isEqualTo("com.acme.NoRate");
	}

	@Test
	void authorisedSeesValuesAndIsNamed() {
		given(this.operations.read(DLQ, 7, "alice"))
			.willReturn(new DeadLetterContent(LETTER, Map.of("tenant", List.of("acme"), "password", List.of("hidden")),
					"at com.acme.Rates", "müsli".getBytes(StandardCharsets.UTF_8)));
		ContentDescriptor content = body(
				endpoint(Show.WHEN_AUTHORIZED).look(new User("alice", "support"), DLQ, 7, true),
				ContentDescriptor.class);
		assertThat(content.payload()).isEqualTo("müsli");
		assertThat(content.encoding()).isEqualTo("text");
		assertThat(content.stackTrace()).isEqualTo("at com.acme.Rates");
		assertThat(content.headers()).containsEntry("tenant", List.of("acme"))
			.containsEntry("password", List.of("******"));
		assertThat(content.letter().exceptionMessage()).isEqualTo("secret text");
		assertThat(content.letter().originalId()).isEqualTo("order-1");
	}

	@Test
	void userOfAnotherRoleSeesNoValues() {
		given(this.operations.list(DLQ, DeadLetterFilter.ALL, 0, 50))
			.willReturn(new DeadLetterPage(List.of(LETTER), 7L));
		PageDescriptor page = body(list(new User("bob", "guest"), null, null), PageDescriptor.class);
		assertThat(page.next()).isEqualTo(7);
		assertThat(page.letters()).extracting(LetterDescriptor::exceptionMessage).containsExactly("******");
	}

	@Test
	void payloadThatIsNoTextIsInBase64() {
		given(this.operations.read(DLQ, 7, null))
			.willReturn(new DeadLetterContent(LETTER, Map.of(), null, new byte[] { (byte) 0xff, 1 }));
		ContentDescriptor content = body(endpoint(Show.ALWAYS).look(SecurityContext.NONE, DLQ, 7, true),
				ContentDescriptor.class);
		assertThat(content.payload()).isEqualTo("/wE=");
		assertThat(content.encoding()).isEqualTo("base64");
	}

	@Test
	void payloadIsToldOnlyOnRequest() {
		given(this.operations.get(DLQ, 7)).willReturn(LETTER);
		assertThat(endpoint(Show.ALWAYS).look(SecurityContext.NONE, DLQ, 7, null).getBody())
			.isInstanceOf(LetterDescriptor.class);
		verify(this.operations, never()).read(any(), any(Long.class), any());
	}

	@Test
	void filterIsThatOfTheRequest() {
		OffsetDateTime from = OffsetDateTime.parse("2026-01-01T00:00:00Z");
		DeadLetterFilter filter = DeadLetterFilter.ALL.listener("fraud").from(from.toInstant());
		given(this.operations.list(DLQ, filter, 0, 50)).willReturn(new DeadLetterPage(List.of(), null));
		assertThat(body(list(SecurityContext.NONE, "fraud", from), PageDescriptor.class).letters()).isEmpty();
	}

	@Test
	void replayIsAskedForInTheNameOfTheUser() {
		ReplayRequest expected = ReplayRequest.of(DLQ)
			.filter(DeadLetterFilter.ALL.listener("fraud"))
			.rate(10)
			.dryRun(true)
			.requestedBy("alice");
		given(this.operations.replay(expected)).willReturn(this.job);
		given(this.job.stream()).willReturn(DLQ);
		given(this.job.purpose()).willReturn(DeadLetterOutcome.REPLAYED);
		given(this.job.selection()).willReturn("listener=fraud");
		given(this.job.startedAt()).willReturn(Instant.EPOCH);
		given(this.job.progress()).willReturn(new DeadLetterProgress(State.RUNNING, 0, 0, 0, 0, 5, 0, List.of(), null));
		JobDescriptor started = body(operate(new User("alice", "support"), "replay", null, null, "fraud", 10, true),
				JobDescriptor.class);
		assertThat(started.purpose()).isEqualTo("replayed");
		assertThat(started.selection()).isEqualTo("listener=fraud");
		assertThat(started.startedAt()).isEqualTo(Instant.EPOCH);
		assertThat(started.progress().remaining()).isEqualTo(5);
	}

	@Test
	void runningJobIsCancelled() {
		given(this.job.stream()).willReturn(DLQ);
		given(this.job.purpose()).willReturn(DeadLetterOutcome.REPLAYED);
		given(this.operations.jobs()).willReturn(List.of(this.job));
		assertThat(cancel("job").getStatus()).isEqualTo(200);
		verify(this.job).cancel("alice");
	}

	@Test
	void onlyAJobIsDeleted() {
		given(this.operations.jobs()).willReturn(List.of());
		assertThat(problem(cancel("job"), 404)).contains("Nothing is done");
		assertThat(problem(cancel("7"), 400)).contains("discarded");
	}

	@Test
	void jobsAreToldWhileTheStreamsAreNotKnown() {
		given(this.operations.streams()).willThrow(new DeadLetterUnavailableException("away", null));
		given(this.job.stream()).willReturn(DLQ);
		given(this.job.purpose()).willReturn(DeadLetterOutcome.REPLAYED);
		given(this.operations.jobs()).willReturn(List.of(this.job));
		StreamsDescriptor streams = body(endpoint(Show.NEVER).streams(), StreamsDescriptor.class);
		assertThat(streams.streams()).isNull();
		assertThat(streams.problem()).isEqualTo("away");
		assertThat(streams.jobs()).extracting(JobDescriptor::stream).containsExactly(DLQ);
	}

	@Test
	void selectionThatContradictsItselfIsRefused() {
		assertThat(problem(operate(SecurityContext.NONE, "discard", 7L, null, "fraud", null, null), 400))
			.contains("'sequence'");
		assertThat(problem(operate(SecurityContext.NONE, "replay", 7L, true, null, null, null), 400))
			.contains("'sequence'");
		assertThat(problem(operate(SecurityContext.NONE, "discard", null, true, null, 10, null), 400))
			.contains("for replays only");
		verify(this.operations, never()).discard(any());
		verify(this.operations, never()).replay(any());
	}

	@Test
	void requestForNothingIsNotOneForAll() {
		assertThat(problem(operate(SecurityContext.NONE, "discard", null, null, null, null, null), 400))
			.contains("all=true");
		assertThat(problem(operate(SecurityContext.NONE, "replay", null, false, null, null, null), 400))
			.contains("all=true");
		verify(this.operations, never()).discard(any());
		given(this.operations.discard(DiscardRequest.of(DLQ))).willReturn(this.job);
		given(this.job.purpose()).willReturn(DeadLetterOutcome.DISCARDED);
		assertThat(operate(SecurityContext.NONE, "discard", null, true, null, null, null).getStatus()).isEqualTo(200);
	}

	@Test
	void mistakesHaveTheirStatus() {
		given(this.operations.get(DLQ, 8)).willThrow(new DeadLetterNotFoundException("none", null));
		assertThat(problem(endpoint(Show.NEVER).look(SecurityContext.NONE, DLQ, 8, null), 404)).isEqualTo("none");
		given(this.operations.get(DLQ, 9)).willThrow(new DeadLetterUnavailableException("away", null));
		assertThat(problem(endpoint(Show.NEVER).look(SecurityContext.NONE, DLQ, 9, null), 503)).isEqualTo("away");
		given(this.operations.get(DLQ, 10)).willThrow(new NatsInterruptedException("interrupted", null));
		assertThat(problem(endpoint(Show.NEVER).look(SecurityContext.NONE, DLQ, 10, null), 503))
			.isEqualTo("interrupted");
		given(this.operations.discard(any())).willThrow(new DeadLetterRefusedException("deny_delete", null));
		assertThat(problem(operate(SecurityContext.NONE, "discard", 1L, null, null, null, null), 409))
			.isEqualTo("deny_delete");
		given(this.operations.replay(any())).willThrow(new DeadLetterJobRunningException(DLQ));
		assertThat(problem(operate(SecurityContext.NONE, "replay", 1L, null, null, null, null), 409)).contains(DLQ);
		assertThat(problem(operate(SecurityContext.NONE, "edit", 1L, null, null, null, null), 400))
			.contains("replay and discard");
		assertThat(problem(operate(SecurityContext.NONE, "replay", 0L, null, null, null, null), 400))
			.contains("sequence");
		assertThat(problem(operate(SecurityContext.NONE, "replay", 1L, null, null, 0, null), 400)).contains("rate");
	}

	private NatsDeadLettersEndpoint endpoint(Show showValues) {
		return new NatsDeadLettersEndpoint(this.operations,
				List.of((data) -> "password".equals(data.getKey()) ? data.withSanitizedValue() : data), showValues,
				Set.of("support"));
	}

	private WebEndpointResponse<?> list(SecurityContext user, @Nullable String listener,
			@Nullable OffsetDateTime from) {
		return endpoint(Show.WHEN_AUTHORIZED).list(user, DLQ, listener, null, null, null, null, null, null, from, null,
				null, null);
	}

	private WebEndpointResponse<?> operate(SecurityContext user, String action, @Nullable Long sequence,
			@Nullable Boolean all, @Nullable String listener, @Nullable Integer rate, @Nullable Boolean dryRun) {
		return endpoint(Show.WHEN_AUTHORIZED).operate(user, DLQ, action, sequence, all, listener, null, null, null,
				null, null, null, null, null, null, null, rate, null, null, dryRun);
	}

	private WebEndpointResponse<?> cancel(String what) {
		return endpoint(Show.WHEN_AUTHORIZED).cancel(new User("alice", "support"), DLQ, what);
	}

	private static <T> T body(WebEndpointResponse<?> response, Class<T> type) {
		assertThat(response.getStatus()).isEqualTo(200);
		return type.cast(response.getBody());
	}

	private static String problem(WebEndpointResponse<?> response, int status) {
		assertThat(response.getStatus()).isEqualTo(status);
		return ((ProblemDescriptor) response.getBody()).message();
	}

	/**
	 * Somebody with a role.
	 */
	private record User(String name, String role) implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> this.name;
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.role.equals(role);
		}

	}

}
