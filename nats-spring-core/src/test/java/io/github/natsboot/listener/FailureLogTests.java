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

package io.github.natsboot.listener;

import java.lang.reflect.Method;

import org.junit.jupiter.api.Test;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ReflectionUtils;
import org.springframework.validation.BeanPropertyBindingResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureLog}.
 */
class FailureLogTests {

	private static final Message<String> MESSAGE = new GenericMessage<>("SECRET");

	@Test
	void aRejectedValueIsNotTold() {
		Method method = ReflectionUtils.findMethod(Form.class, "number");
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(new Form("SECRET"), "form");
		result.rejectValue("number", "Digits", "SECRET is no number");
		Exception failure = new MethodArgumentNotValidException(MESSAGE, new MethodParameter(method, -1), result);
		assertThat(failure).hasMessageContaining("SECRET");
		assertThat(FailureLog.message(failure)).isEqualTo("The payload is not valid: number (Digits)");
		assertThat(FailureLog.message(new IllegalStateException(failure)))
			.isEqualTo("IllegalStateException because of this: The payload is not valid: number (Digits)");
	}

	@Test
	void suppressedFailuresMayQuoteAsWell() {
		Exception failure = new IllegalStateException("SECRET");
		Exception suppressed = new IllegalArgumentException();
		suppressed.addSuppressed(new MessageConversionException(MESSAGE, "SECRET"));
		failure.addSuppressed(suppressed);
		assertThat(FailureLog.message(failure)).startsWith("IllegalStateException because of this: ")
			.doesNotContain("SECRET");
	}

	@Test
	void whatHasNothingToQuoteIsTold() {
		assertThat(FailureLog.message(new MessageConversionException("No converter"))).isEqualTo("No converter");
		assertThat(FailureLog.message(new IllegalStateException("as asked"))).isEqualTo("as asked");
		assertThat(FailureLog.message(new IllegalStateException())).isNull();
	}

	@Test
	void failuresThatGoRoundInCirclesAreLookedThroughOnce() {
		Exception failure = new IllegalStateException("as asked");
		Exception other = new IllegalStateException(failure);
		failure.addSuppressed(other);
		assertThat(FailureLog.message(failure)).isEqualTo("as asked");
	}

	record Form(String number) {

		public String getNumber() {
			return this.number;
		}

	}

}
