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

import java.security.Principal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.core.NatsInterruptedException;
import io.github.natsboot.deadletter.DeadLetterContent;
import io.github.natsboot.deadletter.DeadLetterException;
import io.github.natsboot.deadletter.DeadLetterFilter;
import io.github.natsboot.deadletter.DeadLetterJob;
import io.github.natsboot.deadletter.DeadLetterJobRunningException;
import io.github.natsboot.deadletter.DeadLetterNotFoundException;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterPage;
import io.github.natsboot.deadletter.DeadLetterProgress;
import io.github.natsboot.deadletter.DeadLetterRefusedException;
import io.github.natsboot.deadletter.DeadLetterStream;
import io.github.natsboot.deadletter.DiscardRequest;
import io.github.natsboot.deadletter.ReplayRequest;
import io.github.natsboot.deadletter.StoredDeadLetter;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.Assert;

/**
 * Endpoint that lists dead letters, looks into them, replays and discards them. On the
 * web only, because who asks for it is to be known. Payloads, headers and the texts of
 * exceptions are hidden unless values are shown. A parameter that an operation does not
 * have is an error, because a misspelt dry run would be none.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ NatsDeadLettersEndpoint.StreamsDescriptor.class,
		NatsDeadLettersEndpoint.PageDescriptor.class, NatsDeadLettersEndpoint.LetterDescriptor.class,
		NatsDeadLettersEndpoint.ContentDescriptor.class, NatsDeadLettersEndpoint.JobDescriptor.class,
		NatsDeadLettersEndpoint.ProblemDescriptor.class })
@WebEndpoint(id = "natsdeadletters", defaultAccess = Access.READ_ONLY)
public class NatsDeadLettersEndpoint {

	private static final int CONFLICT = 409;

	private static final int DEFAULT_LIMIT = 50;

	private final DeadLetterOperations operations;

	private final Sanitizer sanitizer;

	private final Show showValues;

	private final Collection<String> roles;

	/**
	 * Create the endpoint.
	 * @param operations what does it
	 * @param sanitizingFunctions what hides values that are shown
	 * @param showValues when to show values
	 * @param roles whose values are shown to when authorised; empty for anybody who is
	 * authenticated
	 */
	public NatsDeadLettersEndpoint(DeadLetterOperations operations, Iterable<SanitizingFunction> sanitizingFunctions,
			Show showValues, Collection<String> roles) {
		this.operations = operations;
		this.sanitizer = new Sanitizer(sanitizingFunctions);
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * The streams of dead letters, and what is, or was last, done with each.
	 * @return the streams
	 */
	@ReadOperation
	public WebEndpointResponse<?> streams() {
		return respond(() -> {
			List<JobDescriptor> jobs = this.operations.jobs().stream().map(JobDescriptor::of).toList();
			try {
				return new StreamsDescriptor(this.operations.streams(), null, jobs);
			}
			catch (DeadLetterException ex) {
				// What is at work is known here, and of most interest just then.
				return new StreamsDescriptor(null, ex.getMessage(), jobs);
			}
		});
	}

	/**
	 * List dead letters.
	 * @param securityContext who asks
	 * @param stream the stream of dead letters
	 * @param listener the id of the listener
	 * @param consumer the durable consumer
	 * @param sourceStream the stream of the originals
	 * @param exception the class of the failure
	 * @param reason the code of the reason
	 * @param subject a pattern of the originals' subject
	 * @param deadLetterSubject a pattern of the dead letters' subject
	 * @param from the earliest time
	 * @param until the time before which
	 * @param after where the page begins
	 * @param limit how many at most; 50 if nothing is said
	 * @return the page
	 */
	@ReadOperation
	public WebEndpointResponse<?> list(SecurityContext securityContext, @Selector String stream,
			@Nullable String listener, @Nullable String consumer, @Nullable String sourceStream,
			@Nullable String exception, @Nullable String reason, @Nullable String subject,
			@Nullable String deadLetterSubject, @Nullable OffsetDateTime from, @Nullable OffsetDateTime until,
			@Nullable Long after, @Nullable Integer limit) {
		boolean shown = isShown(securityContext);
		return respond(() -> {
			DeadLetterFilter filter = filter(listener, consumer, sourceStream, exception, reason, subject,
					deadLetterSubject, from, until);
			DeadLetterPage page = this.operations.list(stream, filter, (after != null) ? after : 0,
					(limit != null) ? limit : DEFAULT_LIMIT);
			return new PageDescriptor(page.letters().stream().map((letter) -> letter(letter, shown)).toList(),
					page.next());
		});
	}

	/**
	 * Look into one dead letter.
	 * @param securityContext who asks
	 * @param stream the stream of dead letters
	 * @param sequence its number in that stream
	 * @param content whether to tell payload and headers too, if values are shown
	 * @return the dead letter
	 */
	@ReadOperation
	public WebEndpointResponse<?> look(SecurityContext securityContext, @Selector String stream,
			@Selector long sequence, @Nullable Boolean content) {
		boolean shown = isShown(securityContext);
		return respond(() -> {
			if (!Boolean.TRUE.equals(content)) {
				return letter(this.operations.get(stream, sequence), shown);
			}
			if (!shown) {
				return new ContentDescriptor(letter(this.operations.get(stream, sequence), false), Map.of(),
						SanitizableData.SANITIZED_VALUE);
			}
			DeadLetterContent read = this.operations.read(stream, sequence, name(securityContext));
			return new ContentDescriptor(letter(read.letter(), true), headers(read), read.stackTrace(), read.payload());
		});
	}

	/**
	 * Replay or discard dead letters.
	 * @param securityContext who asks
	 * @param stream the stream of dead letters
	 * @param action {@code replay} or {@code discard}
	 * @param sequence the number of a single one
	 * @param all whether all are meant, where neither a number nor a filter is given
	 * @param listener the id of the listener
	 * @param consumer the durable consumer
	 * @param sourceStream the stream of the originals
	 * @param exception the class of the failure
	 * @param reason the code of the reason
	 * @param subject a pattern of the originals' subject
	 * @param deadLetterSubject a pattern of the dead letters' subject
	 * @param from the earliest time
	 * @param until the time before which
	 * @param after the number behind which to begin a replay
	 * @param target the subject to replay to
	 * @param rate how many to replay in a second
	 * @param maxReplays how often one may have been replayed before it is refused
	 * @param force whether to replay those that have been replayed too often as well
	 * @param dryRun whether to count only
	 * @return what is at work now
	 */
	@WriteOperation
	public WebEndpointResponse<?> operate(SecurityContext securityContext, @Selector String stream,
			@Selector String action, @Nullable Long sequence, @Nullable Boolean all, @Nullable String listener,
			@Nullable String consumer, @Nullable String sourceStream, @Nullable String exception,
			@Nullable String reason, @Nullable String subject, @Nullable String deadLetterSubject,
			@Nullable OffsetDateTime from, @Nullable OffsetDateTime until, @Nullable Long after,
			@Nullable String target, @Nullable Integer rate, @Nullable Integer maxReplays, @Nullable Boolean force,
			@Nullable Boolean dryRun) {
		return respond(() -> {
			DeadLetterFilter filter = filter(listener, consumer, sourceStream, exception, reason, subject,
					deadLetterSubject, from, until);
			return JobDescriptor.of(switch (action) {
				case "replay" -> this.operations.replay(new ReplayRequest(stream, sequence(sequence, filter, all),
						filter, (after != null) ? after : 0, target, (rate != null) ? rate : ReplayRequest.DEFAULT_RATE,
						(maxReplays != null) ? maxReplays : ReplayRequest.DEFAULT_MAX_REPLAYS,
						Boolean.TRUE.equals(force), Boolean.TRUE.equals(dryRun), name(securityContext)));
				case "discard" -> {
					Assert.isTrue(Stream.of(after, target, rate, maxReplays, force).allMatch(Objects::isNull),
							"'after', 'target', 'rate', 'maxReplays' and 'force' are for replays only");
					yield this.operations.discard(new DiscardRequest(stream, sequence(sequence, filter, all), filter,
							Boolean.TRUE.equals(dryRun), name(securityContext)));
				}
				default -> throw new IllegalArgumentException("There is no such action; there are replay and discard");
			});
		});
	}

	/**
	 * End the replay or discard that is at work. Needs no body.
	 * @param securityContext who asks
	 * @param stream the stream of dead letters
	 * @param what {@code job}
	 * @return what was at work
	 */
	@DeleteOperation
	public WebEndpointResponse<?> cancel(SecurityContext securityContext, @Selector String stream,
			@Selector String what) {
		return respond(() -> {
			Assert.isTrue("job".equals(what), "Only the job can be deleted; dead letters are discarded");
			DeadLetterJob running = this.operations.jobs()
				.stream()
				.filter((job) -> job.stream().equals(stream))
				.findFirst()
				.orElseThrow(() -> new DeadLetterNotFoundException("Nothing is done with dead letters of that stream",
						null));
			running.cancel(name(securityContext));
			return JobDescriptor.of(running);
		});
	}

	/**
	 * A request that was sent by mistake, without a body, must not be one for all.
	 */
	private static long sequence(@Nullable Long sequence, DeadLetterFilter filter, @Nullable Boolean all) {
		if (sequence == null) {
			Assert.isTrue(Boolean.TRUE.equals(all) || !filter.equals(DeadLetterFilter.ALL),
					"Say which dead letters are meant: by sequence, by a filter such as listener, or by all=true");
			return 0;
		}
		Assert.isTrue(sequence > 0, "'sequence' must be above 0");
		Assert.isTrue(all == null && filter.equals(DeadLetterFilter.ALL),
				"'sequence' means a single dead letter; give no filter and no 'all' with it");
		return sequence;
	}

	private static DeadLetterFilter filter(@Nullable String listener, @Nullable String consumer,
			@Nullable String sourceStream, @Nullable String exception, @Nullable String reason,
			@Nullable String subject, @Nullable String deadLetterSubject, @Nullable OffsetDateTime from,
			@Nullable OffsetDateTime until) {
		return new DeadLetterFilter(listener, consumer, sourceStream, exception, reason, subject, deadLetterSubject,
				instant(from), instant(until));
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	private boolean isShown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

	private static @Nullable String name(SecurityContext securityContext) {
		Principal principal = securityContext.getPrincipal();
		return (principal != null) ? principal.getName() : null;
	}

	private Map<String, List<Object>> headers(DeadLetterContent content) {
		Map<String, List<Object>> headers = new LinkedHashMap<>();
		content.headers().forEach((name, values) -> {
			List<Object> shown = new ArrayList<>();
			for (String value : values) {
				Object sanitized = this.sanitizer.sanitize(new SanitizableData(null, name, value), true);
				shown.add((sanitized != null) ? sanitized : SanitizableData.SANITIZED_VALUE);
			}
			headers.put(name, shown);
		});
		return headers;
	}

	private static LetterDescriptor letter(StoredDeadLetter letter, boolean shown) {
		return new LetterDescriptor(letter.stream(), letter.sequence(), letter.subject(), letter.storedAt(),
				letter.size(), letter.reason(), letter.originalSubject(), letter.sourceStream(),
				letter.sourceSequence(), letter.consumer(), letter.listener(), letter.deliveries(), letter.exception(),
				value(letter.exceptionMessage(), shown), value(letter.originalId(), shown), letter.replays());
	}

	private static @Nullable String value(@Nullable String value, boolean shown) {
		return (value == null || shown) ? value : SanitizableData.SANITIZED_VALUE;
	}

	private static WebEndpointResponse<?> respond(Supplier<OperationResponseBody> body) {
		try {
			return new WebEndpointResponse<>(body.get());
		}
		catch (DeadLetterNotFoundException ex) {
			return problem(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (DeadLetterJobRunningException | DeadLetterRefusedException ex) {
			return problem(ex, CONFLICT);
		}
		catch (DeadLetterException | NatsInterruptedException ex) {
			return problem(ex, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (InvalidSubjectException | IllegalArgumentException ex) {
			return problem(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	/**
	 * The answer to a mistake.
	 */
	static WebEndpointResponse<?> mistake(String message) {
		return new WebEndpointResponse<>(new ProblemDescriptor(message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static WebEndpointResponse<?> problem(RuntimeException ex, int status) {
		return new WebEndpointResponse<>(new ProblemDescriptor(String.valueOf(ex.getMessage())), status);
	}

	/**
	 * Why something could not be done.
	 *
	 * @param message the reason
	 */
	public record ProblemDescriptor(String message) implements OperationResponseBody {
	}

	/**
	 * The streams.
	 *
	 * @param streams the streams of dead letters, or {@code null} if they are not known
	 * @param problem why they are not known
	 * @param jobs what is, or was last, done with each
	 */
	public record StreamsDescriptor(@Nullable List<DeadLetterStream> streams, @Nullable String problem,
			List<JobDescriptor> jobs) implements OperationResponseBody {
	}

	/**
	 * A page of dead letters.
	 *
	 * @param letters the dead letters
	 * @param next where the next page begins, if there is one
	 */
	public record PageDescriptor(List<LetterDescriptor> letters, @Nullable Long next) implements OperationResponseBody {
	}

	/**
	 * A dead letter.
	 *
	 * @param stream the stream that keeps it
	 * @param sequence its number in that stream
	 * @param subject the subject it was published to
	 * @param storedAt when it was stored
	 * @param size the size of the payload in bytes
	 * @param reason why it is a dead letter
	 * @param originalSubject the subject of the original
	 * @param sourceStream the stream of the original
	 * @param sourceSequence the number of the original in that stream
	 * @param consumer the durable consumer that could not work on it
	 * @param listener the id of the listener
	 * @param deliveries how often the server delivered it
	 * @param exception the class of the last failure
	 * @param exceptionMessage the text of the last failure, if values are shown
	 * @param originalId the message id of the original, if values are shown
	 * @param replays how often it has been replayed
	 */
	public record LetterDescriptor(String stream, long sequence, String subject, Instant storedAt, long size,
			@Nullable String reason, @Nullable String originalSubject, @Nullable String sourceStream,
			long sourceSequence, @Nullable String consumer, @Nullable String listener, long deliveries,
			@Nullable String exception, @Nullable String exceptionMessage, @Nullable String originalId,
			long replays) implements OperationResponseBody {
	}

	/**
	 * A dead letter with what is in it.
	 *
	 * @param letter the dead letter
	 * @param headers the headers of the original
	 * @param payload the payload; text if it is text, else in Base64
	 * @param encoding {@code text}, {@code base64} or {@code hidden}
	 * @param stackTrace the stack trace of the last failure, if it was kept
	 */
	public record ContentDescriptor(LetterDescriptor letter, Map<String, List<Object>> headers, String payload,
			String encoding, @Nullable String stackTrace) implements OperationResponseBody {

		ContentDescriptor(LetterDescriptor letter, Map<String, List<Object>> headers, String hidden) {
			this(letter, headers, hidden, "hidden", null);
		}

		ContentDescriptor(LetterDescriptor letter, Map<String, List<Object>> headers, @Nullable String stackTrace,
				byte[] payload) {
			this(letter, headers, PayloadText.of(payload).text(), PayloadText.of(payload).encoding(), stackTrace);
		}

	}

	/**
	 * A replay or discard.
	 *
	 * @param stream the stream of dead letters
	 * @param purpose {@code replayed} or {@code discarded}
	 * @param dryRun whether it only counts
	 * @param selection which dead letters are meant
	 * @param startedAt when it began
	 * @param requestedBy who asked for it
	 * @param progress how far it is
	 */
	public record JobDescriptor(String stream, String purpose, boolean dryRun, String selection, Instant startedAt,
			@Nullable String requestedBy, DeadLetterProgress progress) implements OperationResponseBody {

		static JobDescriptor of(DeadLetterJob job) {
			return new JobDescriptor(job.stream(), job.purpose().code(), job.isDryRun(), job.selection(),
					job.startedAt(), job.requestedBy(), job.progress());
		}

	}

}
