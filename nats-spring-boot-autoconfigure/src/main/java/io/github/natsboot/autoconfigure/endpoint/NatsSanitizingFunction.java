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

import java.util.Locale;
import java.util.regex.Pattern;

import io.github.natsboot.connection.Redaction;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides credentials of NATS from endpoints that show properties: the values of secret
 * properties, and the user information in addresses wherever they are.
 */
final class NatsSanitizingFunction implements SanitizingFunction {

	private static final Pattern SECRET = Pattern.compile(
			"nats\\.(.*\\.)?(username|user|password|token|credentials|creds|jwt|seed|nkey)(\\..*)?|(.*\\.)?(creds|jwt|seed|nkey)");

	@Override
	public SanitizableData apply(SanitizableData data) {
		String key = data.getKey().toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
		if (SECRET.matcher(key).matches()) {
			return data.withSanitizedValue();
		}
		if (data.getValue() instanceof CharSequence value) {
			String text = value.toString();
			String redacted = redact(key, text);
			return redacted.equals(text) ? data : data.withValue(redacted);
		}
		return data;
	}

	private static String redact(String key, String value) {
		String redacted = Redaction.text(value);
		boolean address = key.equals("nats.servers") || key.startsWith("nats.servers[");
		return (address && redacted.indexOf('@') >= 0) ? Redaction.address(redacted) : redacted;
	}

}
