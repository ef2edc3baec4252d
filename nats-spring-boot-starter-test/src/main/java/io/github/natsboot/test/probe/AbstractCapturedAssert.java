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

package io.github.natsboot.test.probe;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.StringAssert;
import org.assertj.core.presentation.Representation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Assertions on a captured message.
 *
 * @param <S> type of the assertions
 * @param <A> type of what they are on
 * @since 0.1.0
 */
public abstract class AbstractCapturedAssert<S extends AbstractCapturedAssert<S, A>, A extends Captured>
		extends AbstractAssert<S, A> {

	AbstractCapturedAssert(A actual, Class<?> selfType) {
		super(actual, selfType);
	}

	/**
	 * Verifies the subject the message was published to.
	 * @param subject the subject
	 * @return this
	 */
	public S hasSubject(String subject) {
		isNotNull();
		return requireEqual(this.actual.subject(), subject, "the subject");
	}

	/**
	 * Verifies the payload: the body is converted to the class of the expected value, as
	 * a listener's payload would be, and has to be equal to it. A list, set or map is
	 * read as one of whatever JSON has, so one of other objects needs
	 * {@link #hasPayload(ParameterizedTypeReference, Object)}.
	 * @param payload the payload, or {@code null} when the body has to be empty
	 * @return this
	 */
	public S hasPayload(@Nullable Object payload) {
		return requirePayload(convert(typeOf(payload)), payload);
	}

	/**
	 * Verifies a payload of a generic type: the body is converted as a listener's payload
	 * would be, and has to be equal to the expected value.
	 * @param <T> type of the payload
	 * @param type type of the payload
	 * @param payload the payload
	 * @return this
	 */
	public <T> S hasPayload(ParameterizedTypeReference<T> type, T payload) {
		return requirePayload(convert(type.getType()), payload);
	}

	/**
	 * Nobody can make an instance of the class that a collection's factory happens to
	 * use.
	 */
	private static Class<?> typeOf(@Nullable Object payload) {
		return Stream.of(List.class, Set.class, Map.class)
			.<Class<?>>map((type) -> type)
			.filter((type) -> type.isInstance(payload))
			.findFirst()
			.orElseGet(() -> (payload != null) ? payload.getClass() : byte[].class);
	}

	private S requirePayload(@Nullable Object value, @Nullable Object payload) {
		if (!Objects.deepEquals(value, payload)) {
			throw failureWithActualExpected(value, payload,
					"Expected the payload to be%n  %s%nbut it was%n  %s%nin%n  %s%s", text(payload, value),
					text(value, payload), this.actual,
					(payload instanceof Iterable || payload instanceof Map)
							? "\nIts elements were read as what JSON has: hasPayload(ParameterizedTypeReference, …) says what they are"
							: "");
		}
		return this.myself;
	}

	/**
	 * Arrays with what they hold, and classes where it would look the same as the other.
	 */
	private String text(@Nullable Object value, @Nullable Object other) {
		Representation representation = this.info.representation();
		String text = String.valueOf(representation.toStringOf(value));
		return text.equals(representation.toStringOf(other)) ? representation.unambiguousToStringOf(value) : text;
	}

	private @Nullable Object convert(Type type) {
		isNotNull();
		try {
			return this.actual.decode(type);
		}
		catch (MessageConversionException ex) {
			AssertionError error = failure("Expected a payload that can be read as %s in%n  %s", type.getTypeName(),
					this.actual);
			error.initCause(ex);
			throw error;
		}
	}

	/**
	 * Goes on with the payload, which has to be there, converted as a listener's payload
	 * would be.
	 * @param <T> type of the payload
	 * @param type type of the payload
	 * @return assertions on the payload
	 */
	public <T> ObjectAssert<T> payload(Class<T> type) {
		return payload((Type) type);
	}

	/**
	 * Goes on with the payload of a generic type, which has to be there, converted as a
	 * listener's payload would be.
	 * @param <T> type of the payload
	 * @param type type of the payload
	 * @return assertions on the payload
	 */
	public <T> ObjectAssert<T> payload(ParameterizedTypeReference<T> type) {
		return payload(type.getType());
	}

	@SuppressWarnings("unchecked")
	private <T> ObjectAssert<T> payload(Type type) {
		T payload = (T) convert(type);
		if (payload == null) {
			throw failure("Expected a payload in%n  %s", this.actual);
		}
		return new ObjectAssert<>(payload).as("payload of %s", this.actual);
	}

	/**
	 * Goes on with the body as text in UTF-8.
	 * @return assertions on the text
	 */
	public StringAssert text() {
		isNotNull();
		return new StringAssert(this.actual.text()).as("text of %s", this.actual);
	}

	/**
	 * Verifies that a header is there and its first value.
	 * @param name name of the header, in any case
	 * @param value its value
	 * @return this
	 */
	public S hasHeader(String name, String value) {
		isNotNull();
		List<String> values = this.actual.headers(name);
		if (values.isEmpty() || !values.get(0).equals(value)) {
			throw failureWithActualExpected(values, value,
					"Expected the header '%s' to be%n  %s%nbut its values were%n  %s%nin%n  %s", name, value, values,
					this.actual);
		}
		return this.myself;
	}

	/**
	 * Verifies that a header is not there.
	 * @param name name of the header, in any case
	 * @return this
	 */
	public S doesNotHaveHeader(String name) {
		isNotNull();
		if (!this.actual.headers(name).isEmpty()) {
			throw failure("Expected no header '%s' in%n  %s", name, this.actual);
		}
		return this.myself;
	}

	/**
	 * Fails unless a value is as expected.
	 */
	final S requireEqual(@Nullable Object value, @Nullable Object expected, String what) {
		isNotNull();
		if (!Objects.equals(value, expected)) {
			throw failureWithActualExpected(value, expected, "Expected %s to be%n  %s%nbut it was%n  %s%nin%n  %s",
					what, expected, value, this.actual);
		}
		return this.myself;
	}

}
