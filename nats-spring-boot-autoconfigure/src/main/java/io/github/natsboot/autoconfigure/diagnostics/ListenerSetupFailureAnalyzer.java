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

package io.github.natsboot.autoconfigure.diagnostics;

import io.github.natsboot.cache.CacheConfigurationException;
import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.provisioning.ProvisioningException;
import io.github.natsboot.provisioning.StreamDifferencesException;
import io.nats.client.support.NatsKeyValueUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a listener or a stream that cannot be set up.
 */
final class ListenerSetupFailureAnalyzer extends AbstractFailureAnalyzer<NatsException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NatsException cause) {
		String action = action(cause);
		return (action != null) ? new FailureAnalysis(cause.getMessage(), action, cause) : null;
	}

	private static @Nullable String action(NatsException cause) {
		if (cause instanceof ListenerConfigurationException) {
			return "Correct the annotation on the method that is named, or the property, stream or consumer that it "
					+ "refers to.";
		}
		if (cause instanceof StreamDifferencesException) {
			return "Correct nats.jetstream.streams, the beans of type StreamConfiguration, or the streams of the "
					+ "server; nats.jetstream.provisioning says what the application may change.";
		}
		if (cause instanceof ProvisioningException provisioning) {
			return "Correct " + property(provisioning.getStream()) + ", or the streams of the server.";
		}
		if (cause instanceof CacheConfigurationException) {
			return "Correct nats.cache, or the bucket that is named.";
		}
		if (cause instanceof JetStreamUnavailableException) {
			return """
					Enable JetStream on the server, with one of:

					    nats-server -js
					    docker run -p 4222:4222 nats -js
					    jetstream: enabled   (in the server's configuration file)

					and, where accounts are configured, for the account of this user.""";
		}
		return null;
	}

	private static String property(String stream) {
		return NatsKeyValueUtil.hasPrefix(stream)
				? "nats.jetstream.key-value." + NatsKeyValueUtil.extractBucketName(stream)
				: "nats.jetstream.streams." + stream;
	}

}
