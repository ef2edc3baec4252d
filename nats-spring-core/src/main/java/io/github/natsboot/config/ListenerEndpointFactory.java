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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.core.SubjectTemplate;
import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.BatchSettings;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerDefaults;
import io.github.natsboot.listener.jetstream.JetStreamListenerEndpoint;
import io.github.natsboot.listener.jetstream.StartPosition;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Makes listeners of annotations: resolves the attributes, fills in what is configured
 * for all, and has the containers made.
 */
final class ListenerEndpointFactory {

	private final ConfigurableBeanFactory beanFactory;

	private final DefaultContainerFactories factories;

	ListenerEndpointFactory(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.factories = new DefaultContainerFactories(beanFactory);
	}

	ListenerContainer create(AnnotatedListener listener) {
		if (listener.annotation() instanceof KeyValueListener keyValue) {
			return new KeyValueEndpointFactory(this.beanFactory).create(listener, keyValue);
		}
		return (listener.annotation() instanceof NatsListener nats) ? create(listener, nats)
				: create(listener, (JetStreamListener) listener.annotation());
	}

	private ListenerContainer create(AnnotatedListener listener, NatsListener annotation) {
		AnnotationValueResolver values = values(listener);
		NatsListenerContainerFactory factory = orDefault(
				values.bean("containerFactory", annotation.containerFactory(), NatsListenerContainerFactory.class),
				() -> this.factories.nats());
		List<SubjectTemplate> templates = templates(listener, values.texts("subjects", annotation.subjects()));
		ListenerMethod method = invocable(listener, templates);
		String queue = values.text("queue", annotation.queue());
		if (queue == null) {
			ListenerRules.requireNoOverlap(listener.describe(), patterns(templates));
		}
		if (method.takesMetaData()) {
			throw new ListenerConfigurationException(listener.describe(),
					"it takes NatsJetStreamMetaData, which only a message of a stream has: remove the parameter, or "
							+ "listen on a stream with @JetStreamListener");
		}
		return factory.create(new NatsListenerEndpoint(id(listener, values.text("id", annotation.id())), method,
				patterns(templates), queue, sendTo(listener, method, values),
				orDefault(values.integer("concurrency", annotation.concurrency()), factory.defaults().concurrency()),
				orDefault(values.bool("autoStartup", annotation.autoStartup()), factory.defaults().autoStartup()),
				errorHandler(listener, annotation.errorHandler(), NatsListenerErrorHandler.class,
						factory.errorHandler(), values)));
	}

	private ListenerContainer create(AnnotatedListener listener, JetStreamListener annotation) {
		AnnotationValueResolver values = values(listener);
		JetStreamListenerContainerFactory factory = orDefault(
				values.bean("containerFactory", annotation.containerFactory(), JetStreamListenerContainerFactory.class),
				() -> this.factories.jetStream());
		JetStreamListenerDefaults defaults = factory.defaults();
		List<SubjectTemplate> templates = templates(listener, values.texts("subjects", annotation.subjects()));
		ListenerMethod method = invocable(listener, templates);
		String id = id(listener, values.text("id", annotation.id()));
		List<String> subjects = patterns(templates);
		String stream = values.text("stream", annotation.stream());
		if (stream == null) {
			stream = findStream(listener, factory, subjects);
		}
		String durable = orDefault(values.text("durable", annotation.durable()), defaultDurable(id));
		AckMode ackMode = orDefault(values.constant("ackMode", annotation.ackMode(), AckMode.class),
				defaults.ackMode());
		if (ackMode == AckMode.NONE) {
			requireNothingToAcknowledge(listener, annotation);
		}
		DeadLetterNamingStrategy naming = defaults.deadLetterNaming();
		String deadLetter = values.text("deadLetter", annotation.deadLetter());
		return factory.create(new JetStreamListenerEndpoint(id, method, stream, durable, subjects,
				start(listener, annotation, values), sendTo(listener, method, values),
				orDefault(values.integer("concurrency", annotation.concurrency()), defaults.concurrency()),
				orDefault(values.bool("autoStartup", annotation.autoStartup()), defaults.autoStartup()), ackMode,
				orDefault(values.constant("ordering", annotation.ordering(), Ordering.class), defaults.ordering()),
				(ackMode != AckMode.NONE) ? orNull(values.duration("ackWait", annotation.ackWait()), defaults.ackWait())
						: null,
				orNull(values.integer("prefetch", annotation.prefetch()), defaults.prefetch()),
				batch(listener, method, annotation, defaults.batch(), values),
				retry(listener, annotation.retry(), defaults.retry(), values),
				((deadLetter != null) ? DeadLetterNamingStrategy.of(deadLetter, "") : naming).subject(id, stream,
						durable),
				naming.stream(id, stream, durable),
				errorHandler(listener, annotation.errorHandler(), ErrorHandler.class, factory.errorHandler(), values)));
	}

	/**
	 * A handler that is meant for one listener must not become that of all others because
	 * it is the only one.
	 */
	private static <T> @Nullable T errorHandler(AnnotatedListener listener, String name, Class<T> type,
			@Nullable T ofAll, AnnotationValueResolver values) {
		T own = values.bean("errorHandler", name, type);
		if (own != null && own == ofAll) {
			throw new ListenerConfigurationException(listener.describe(), "'errorHandler' is \"" + name
					+ "\", which is the error handler of all listeners of its container factory already. If it is meant "
					+ "for this one only, declare it with @Bean(defaultCandidate = false); else remove 'errorHandler'");
		}
		return own;
	}

	/**
	 * What an annotation says should not be without effect.
	 */
	private static void requireNothingToAcknowledge(AnnotatedListener listener, JetStreamListener annotation) {
		List<String> without = new ArrayList<>();
		if (!annotation.ackWait().isEmpty()) {
			without.add("'ackWait'");
		}
		if (isSet(annotation.retry())) {
			without.add("'retry'");
		}
		if (!annotation.deadLetter().isEmpty()) {
			without.add("'deadLetter'");
		}
		if (!without.isEmpty()) {
			throw new ListenerConfigurationException(listener.describe(), "its ack mode is NONE, and it sets "
					+ String.join(" and ", without)
					+ ": a message that is not acknowledged is neither waited for, nor retried, nor made a dead "
					+ "letter. Set another 'ackMode', or remove what has no effect");
		}
	}

	private static StartPosition start(AnnotatedListener listener, JetStreamListener annotation,
			AnnotationValueResolver values) {
		try {
			return StartPosition.of(
					values.constant("deliverPolicy", annotation.deliverPolicy(), StartPosition.Policy.class),
					values.longInteger("startSequence", annotation.startSequence()),
					values.time("startTime", annotation.startTime()));
		}
		catch (IllegalArgumentException ex) {
			throw new ListenerConfigurationException(listener.describe(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static BatchSettings batch(AnnotatedListener listener, ListenerMethod method, JetStreamListener annotation,
			BatchSettings defaults, AnnotationValueResolver values) {
		if (!method.takesList() && !(annotation.batchSize() + annotation.batchTimeout()).isEmpty()) {
			throw new ListenerConfigurationException(listener.describe(),
					"it sets 'batchSize' or 'batchTimeout', but its method takes one message: take a List, or remove them");
		}
		return new BatchSettings(orDefault(values.integer("batchSize", annotation.batchSize()), defaults.size()),
				orDefault(values.duration("batchTimeout", annotation.batchTimeout()), defaults.timeout()));
	}

	private static boolean isSet(Retry retry) {
		return retry.includes().length > 0 || retry.excludes().length > 0
				|| Stream.of(retry.maxRetries(), retry.delay(), retry.multiplier(), retry.maxDelay(), retry.jitter())
					.anyMatch((attribute) -> !attribute.isEmpty());
	}

	static RetrySettings retry(AnnotatedListener listener, Retry annotation, RetrySettings defaults,
			AnnotationValueResolver values) {
		try {
			Integer maxRetries = values.integer("retry.maxRetries", annotation.maxRetries());
			return new RetrySettings((maxRetries != null) ? maxRetries : defaults.maxRetries(),
					orDefault(values.duration("retry.delay", annotation.delay()), defaults.delay()),
					orDefault(values.decimal("retry.multiplier", annotation.multiplier()), defaults.multiplier()),
					orDefault(values.duration("retry.maxDelay", annotation.maxDelay()), defaults.maxDelay()),
					orDefault(values.duration("retry.jitter", annotation.jitter()), defaults.jitter()),
					(annotation.includes().length > 0) ? List.of(annotation.includes()) : defaults.includes(),
					(annotation.excludes().length > 0) ? List.of(annotation.excludes()) : defaults.excludes());
		}
		catch (IllegalArgumentException ex) {
			throw new ListenerConfigurationException(listener.describe(),
					"its retry settings do not fit: " + ex.getMessage(), ex);
		}
	}

	private static String findStream(AnnotatedListener listener, JetStreamListenerContainerFactory factory,
			List<String> subjects) {
		if (subjects.isEmpty()) {
			throw new ListenerConfigurationException(listener.describe(),
					"it has neither 'stream' nor 'subjects': set one of the two");
		}
		for (String subject : subjects) {
			String stream = factory.findStream(subject);
			if (stream != null) {
				return stream;
			}
		}
		throw new ListenerConfigurationException(listener.describe(), "no single stream captures "
				+ String.join(", ", subjects) + ": set 'stream', or declare a stream with these subjects");
	}

	static List<SubjectTemplate> templates(AnnotatedListener listener, List<String> subjects) {
		try {
			return subjects.stream().map(SubjectTemplate::parse).toList();
		}
		catch (InvalidSubjectException ex) {
			throw new ListenerConfigurationException(listener.describe(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static List<String> patterns(List<SubjectTemplate> templates) {
		return templates.stream().map(SubjectTemplate::pattern).toList();
	}

	private static @Nullable String sendTo(AnnotatedListener listener, ListenerMethod method,
			AnnotationValueResolver values) {
		List<String> destinations = values.texts("@SendTo", method.sendTo().toArray(String[]::new));
		if (destinations.size() > 1) {
			throw new ListenerConfigurationException(listener.describe(),
					"@SendTo names " + destinations.size() + " destinations; a value goes to one");
		}
		return destinations.isEmpty() ? null : destinations.get(0);
	}

	private ListenerMethod invocable(AnnotatedListener listener, List<SubjectTemplate> templates) {
		ListenerMethod method = this.beanFactory.getBean(ListenerMethodFactory.class)
			.create(listener.bean(), listener.invocableMethod(), templates);
		for (String variable : method.destinationVariables()) {
			if (templates.isEmpty() || !templates.stream().allMatch((one) -> one.names().contains(variable))) {
				throw new ListenerConfigurationException(listener.describe(),
						"it takes @DestinationVariable '" + variable
								+ "', and not each of its subjects has a token of that " + "name (" + templates
								+ "): name the token in 'subjects', as in order.{" + variable + "}");
			}
		}
		return method;
	}

	private AnnotationValueResolver values(AnnotatedListener listener) {
		return new AnnotationValueResolver(this.beanFactory, listener.bean(), listener.describe());
	}

	static String id(AnnotatedListener listener, @Nullable String id) {
		return (id != null) ? id : listener.defaultId();
	}

	/**
	 * A durable is found again under its name, so the name has to be the same at each
	 * start, and different in each application.
	 */
	private String defaultDurable(String id) {
		String application = this.beanFactory.resolveEmbeddedValue("${spring.application.name:}");
		String name = (application != null && !application.isBlank()) ? application + "-" + id : id;
		return name.replaceAll("[^A-Za-z0-9_-]", "-");
	}

	private static <T> T orDefault(@Nullable T value, Supplier<T> whenUnset) {
		return (value != null) ? value : whenUnset.get();
	}

	static <T> T orDefault(@Nullable T value, T whenUnset) {
		return (value != null) ? value : whenUnset;
	}

	private static <T> @Nullable T orNull(@Nullable T value, @Nullable T whenUnset) {
		return (value != null) ? value : whenUnset;
	}

}
